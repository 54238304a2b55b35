/** No sign-on yet: what it is good for, what it takes, and where to begin. */
import { Button } from '@mantine/core';
import { Link } from 'react-router';

export function NoSignOnYet() {
  return (
    <section className="card sign-on-card" aria-labelledby="no-sign-on">
      <h2 id="no-sign-on">One sign-in for everything at your company</h2>
      <p>
        Whoever leaves the company is out of here as well, and nobody has one more password. It works with
        Microsoft Entra, Okta, Google Workspace, Keycloak, and whatever else speaks OpenID Connect or SAML.
      </p>
      <p>You need somebody who may change two things; perhaps that is you:</p>
      <ul className="sign-on-needs">
        <li>
          <strong>Your identity provider</strong>, where Signet becomes one more application
        </li>
        <li>
          <strong>Your domain’s DNS</strong>, where one TXT record shows that the domain is yours
        </li>
      </ul>
      <p className="dim">Nothing changes for anybody until you have seen it work.</p>
      <Button component={Link} to="/settings/sign-on/new" size="md">
        Set up a sign-on
      </Button>
    </section>
  );
}
