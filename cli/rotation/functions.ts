import { callAws } from '../aws.ts';
import { untilDone } from './patience.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
interface Configuration {
  Environment?: { Variables?: Record<string, string> };
  LastUpdateStatus?: string;
  LastUpdateStatusReason?: string;
  RevisionId: string;
}

/**
 * Has a function accept these origin secrets and no others, and waits until no instance knows less. Does nothing where it does so
 * already. Throws AwsRefusal.
 */
export async function acceptSecrets(name: string, secrets: string[]): Promise<void> {
  await settled(name); // of a deploy that has only just ended
  const { Environment, RevisionId } = await configurationOf(name);
  const before = Environment?.Variables ?? {};
  const ORIGIN_SECRET = [...new Set(secrets)].join(' ');
  if (before.ORIGIN_SECRET !== ORIGIN_SECRET)
    await callAws({
      service: 'lambda',
      method: 'PUT',
      path: pathOf(name),
      headers: { 'content-type': 'application/json' },
      // All variables are replaced, so nobody else may have changed one meanwhile.
      body: JSON.stringify({ Environment: { Variables: { ...before, ORIGIN_SECRET } }, RevisionId }),
    });
  await settled(name);
}

const settled = (name: string) =>
  untilDone(`the update of ${name}`, async () => {
    const { LastUpdateStatus = 'Successful', LastUpdateStatusReason } = await configurationOf(name);
    if (LastUpdateStatus === 'Failed')
      throw new Error(`the update of ${name} failed: ${LastUpdateStatusReason}`);
    return LastUpdateStatus === 'Successful';
  });

const configurationOf = async (name: string): Promise<Configuration> =>
  JSON.parse(await callAws({ service: 'lambda', method: 'GET', path: pathOf(name) }));

const pathOf = (name: string) => `/2015-03-31/functions/${name}/configuration`;
