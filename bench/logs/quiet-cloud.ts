import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { packagedTemplate } from '../../local/template/package.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
// Said once for each process that has the SDK; what we support is said in package.json.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The function that reads log files, in the template. */
export const LOGS_FUNCTION = 'LogsLambdaFunction';

/** One in which nobody but the bench has the log files read. */
export async function startQuietCloud(dataDirectory: string): Promise<Cloud> {
  const template = await packagedTemplate(ROOT);
  for (const [id, { Type, Properties }] of Object.entries(template.Resources))
    if (Type === 'AWS::Lambda::EventSourceMapping' && JSON.stringify(Properties).includes(LOGS_FUNCTION))
      delete template.Resources[id];
  // What fails more often than is usual is not to be put aside.
  Object.assign(template.Resources.LogsQueue?.Properties ?? {}, {
    VisibilityTimeout: 5,
    RedrivePolicy: undefined,
  });
  return await startCloud({
    template,
    root: ROOT,
    dataDirectory,
    parameters: { ShortDomain: '{Links}', SiteDomain: '{Site}' },
    ports: { Links: 0, Site: 0 },
    unscheduled: ['IdentitiesLambdaFunction', 'SitemapLambdaFunction', 'RerenderLambdaFunction'],
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
  });
}
