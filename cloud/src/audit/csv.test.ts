import t from 'tap';
import { csvLine } from './csv.ts';

t.test('a line is quoted where it has to be', async (t) => {
  const table: [(string | null)[], string][] = [
    [['a', 'b c', null, ''], 'a,b c,,\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [[' padded '], '" padded "\r\n'],
    [['{"name":"x"}'], '"{""name"":""x""}"\r\n'],
    [['größer', '192.0.2.1', '2001:db8::1'], 'größer,192.0.2.1,2001:db8::1\r\n'],
  ];
  for (const [cells, line] of table) t.equal(csvLine(cells), line);
});

t.test('what a spreadsheet would run is made text', async (t) => {
  const attacks = [
    '=HYPERLINK("http://evil.example","x")',
    '+1+1',
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+1)',
    '\t=1+1',
    '\r=1+1',
    ' =1+1',
    '"=1+1',
    '＝1+1',
    '|calc',
  ];
  for (const attack of attacks) {
    const [, cell = ''] = /^"?(.*?)"?\r\n$/s.exec(csvLine([attack])) ?? [];
    t.equal(cell.charAt(0), "'", JSON.stringify(attack));
  }
  for (const harmless of ['a=b', 'Window - left', '7 + 3', 'x@example.com'])
    t.equal(csvLine([harmless]), `${harmless}\r\n`);
});
