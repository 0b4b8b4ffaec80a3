import { resolve } from 'node:path';
import { hasSources } from '../template/sources.ts';
import { readOptions } from './options.ts';
import { sentence } from './say.ts';

const HELP = `Usage: npm start -- [--app DIR] [--api URL] … [--allow ORIGIN] … [--country CODE] [--loki URL] [--strict]

Starts all of Signpost on this machine, from the template that deploys.

  --app DIR          serve the built single-page app in DIR (it holds index.html) instead of the sample
  --api URL          forward /api/* of the site to URL, the app's own API
  --api /PATH=URL    forward /PATH of the site and all below it, such as /graphql; may be given several times
  --allow ORIGIN     let pages reach ORIGIN on this machine or network while they are rendered, such as an API at
                     http://localhost:3000 that the app calls at that address; may be given several times
  --country CODE     the country of every client, for links with rules by country: two letters, e.g. DE
  --loki URL         ship log lines to the Grafana Loki at URL, such as http://localhost:3100
  --strict           treat clients on this machine as strangers: a client with a crawler's name must prove it
  --help             this text

Another --app is another site: pages of the former one are dropped; links and keys stay.
Query parameters of pages are dropped, except those in the setting pageParameters in infra/settings.yml.

Environment:
  PORT        the short domain: links and /api             (4000)
  SITE_PORT   the site: the app, and pages for crawlers    (4001)
  DATA_DIR    where links and snapshots are kept           (.signpost)
  API_KEY     the first API key in an empty DATA_DIR       (made and printed once)
`;

// Signpost runs on Node 20 as well as it does on 22; the SDK's warning about its own next year would hide the key.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const root = resolve(import.meta.dirname, '../..');

try {
  const options = readOptions(process.argv.slice(2), process.env, hasSources(root) ? root : process.cwd());
  if (!options) process.stdout.write(HELP);
  else {
    const { start } = await import('./start.ts'); // what is wrong with an option is told without all that it loads
    await start(options, root);
  }
} catch (error) {
  process.stderr.write(`signpost: ${sentence(error)}\n`);
  process.exit(1);
}
