/** The account's sign-ons as the cloud has them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Company, listCompanies } from '../api/companies.ts';

const companiesKey = ['companies'] as const;

export function useCompanies() {
  return useQuery({ queryKey: companiesKey, queryFn: listCompanies });
}

/** Puts what the cloud has just answered in the place of what was read before. */
export function useCompanyAnswered(): (company: Company) => void {
  const queries = useQueryClient();
  return (company) => {
    queries.setQueryData<Company[]>(companiesKey, (all) =>
      all?.map((each) => (each.providerId === company.providerId ? company : each)),
    );
    // Sign-in pages offer it from now on, or no more.
    void queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
  };
}

export function useReadCompaniesAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: companiesKey });
    await queries.invalidateQueries({ queryKey: ['sign-in-methods'] });
  };
}
