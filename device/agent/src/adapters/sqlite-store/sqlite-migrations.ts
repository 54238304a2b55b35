/**
 * The steps from an empty device database to today's, forward only.
 *
 * `user_version` counts the steps done. A step that has shipped is never edited. A database from a newer release
 * is used as it is: after a fall-back to the older slot the device must still come up, so every step only adds.
 */
import type { Database } from 'better-sqlite3';

const steps: readonly string[] = [
  `CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE notice (id INTEGER PRIMARY KEY, code TEXT NOT NULL, detail TEXT NOT NULL) STRICT;`,
];

export function migrate(database: Database): void {
  const done = Number(database.pragma('user_version', { simple: true }));
  for (let step = done; step < steps.length; step += 1) {
    const sql = steps[step];
    if (sql === undefined) return;
    database.transaction(() => {
      database.exec(sql);
      database.pragma(`user_version = ${step + 1}`);
    })();
  }
}
