/** One line of the audit log: a row, or a card on a narrow page. */
// biome-ignore-all lint/a11y/noRedundantRoles: rows that are cards are no table to every screen reader
import { UnstyledButton } from '@mantine/core';
import type { AuditEntry } from '../api/audit.ts';
import { actorWords, changesOf, deedWords } from './audit-words.ts';

interface AuditRowProps {
  entry: AuditEntry;
  onAbout(subject: AuditEntry['subject']): void;
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function AuditRow({ entry, onAbout }: AuditRowProps) {
  const { at, action, actor, subject, address } = entry;
  const changes = changesOf(entry);
  return (
    <tr role="row">
      <td role="cell" data-cell="when">
        <time dateTime={at}>{moment.format(new Date(at))}</time>
      </td>
      <th role="rowheader" scope="row" data-cell="what">
        {deedWords(action)}
        {subject.name !== null && (
          <UnstyledButton
            className="audit-about"
            aria-label={`${subject.name}: show only what is about it`}
            onClick={() => onAbout(subject)}
          >
            {subject.name}
          </UnstyledButton>
        )}
      </th>
      <td role="cell" data-cell="who">
        {actorWords(actor)}
        {address !== null && <span className="dim">from {address}</span>}
      </td>
      <td role="cell" data-cell="changes">
        {changes.length > 0 && (
          <dl className="audit-changes">
            {changes.map(({ what, before, after }) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>
                  {before !== null && (
                    <del>
                      <span className="visually-hidden">was </span>
                      {before}
                    </del>
                  )}
                  {before !== null && after !== null && <span aria-hidden="true"> → </span>}
                  {after !== null && (
                    <ins>
                      <span className="visually-hidden">now </span>
                      {after}
                    </ins>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </td>
    </tr>
  );
}
