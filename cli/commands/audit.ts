import { Command } from '@commander-js/extra-typings';
import { withExamples, withNote } from '../help.ts';
import type { Shell } from '../shell.ts';
import { origin, repeated, webAddress, wholeNumber } from '../values.ts';

/** With four at once they take some two minutes. */
const DEFAULT_SAMPLE = 50;
const MOST_AT_ONCE = 32;
const AN_AMAZONBOT = 'an Amazonbot';

export const audit = (shell: Shell) =>
  withExamples(
    withNote(
      new Command('audit')
        .description('Say whether crawlers get what people see: open each page as both, and say what differs')
        .argument('[url...]', 'pages, such as http://localhost:4001/products/3')
        .option('--sitemap <url>', 'pages of a sitemap, some of each kind of address', webAddress('sitemap'))
        .option(
          '--site <url>',
          "take the sitemap's paths for pages of this site, such as http://localhost:4001",
          origin('site', 'http://localhost:4001'),
        )
        .option(
          '--sample <n>',
          `so many of them (default: ${DEFAULT_SAMPLE})`,
          wholeNumber('sample', 1, 1_000_000),
        )
        .option(
          '--seed <n>',
          'others than without it; the same ones each time',
          wholeNumber('seed', 0, 1_000_000),
        )
        .option('--report <file>', 'what differs as one HTML file, with pictures of both side by side')
        .option(
          '--at-once <n>',
          'so many pages at a time (default: two for each processor)',
          wholeNumber('at-once', 1, MOST_AT_ONCE),
        )
        .option('--render', "render the crawler's page here, instead of asking the site for it")
        .option('--user-agent <text>', `the crawler to ask the site as (default: ${AN_AMAZONBOT})`)
        .option(
          '--allow <origin>',
          'let a page reach this origin while it is rendered, though it is not public; may be repeated',
          repeated,
        )
        .option('--stage <name>', 'whose pageParameters in infra/settings.yml count', 'dev')
        .option('--scroll', 'the person reads down to the end')
        .option('--ignore <regexp>', 'leave out lines that match, such as the time of day')
        .option('--json', 'print each page as JSON, one on each line')
        .action(async (urls, options) => {
          const { auditCommand } = await import('../audit-command.ts');
          shell.status = await auditCommand(
            urls,
            { sampleByDefault: DEFAULT_SAMPLE, ...options },
            shell.root,
          );
        }),
      'Ends with 0 where all are the same, 1 where something differs, and 4 where a page could not be opened.',
    ),
    ['signpost audit https://www.example.com/products/3', ''],
    ['signpost audit --sitemap https://www.example.com/sitemap.xml --report audit.html', ''],
  );
