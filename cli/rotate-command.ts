import { RefusedError } from './faults.ts';
import { json as jsonText } from './output/output.ts';
import { sendSecret, sentSecrets } from './rotation/distribution.ts';
import { acceptSecrets } from './rotation/functions.ts';
import { currentVersion, endPending, makeCurrent, pendingVersion } from './rotation/secret.ts';
import { stackOutputs } from './stack.ts';

interface Stage {
  stage: string;
  secret: string;
  distribution: string;
  functions: string[];
}

/**
 * `signpost secrets rotate origin`: exchanges the secret by which CloudFront shows itself to the functions. At each moment they
 * accept whatever any edge sends, so no request fails. Each step reads what is so and does what is missing: the command may be run
 * again after it was broken off anywhere.
 *
 * @throws an error of one sentence for a stage that is none or too old, and what AWS refuses
 */
export async function rotateCommand({
  stage,
  json,
}: {
  stage: string;
  json?: true | undefined;
}): Promise<void> {
  const steps = rotate(stageOf(stage, await stackOutputs(stage)));
  try {
    for await (const done of steps) if (!json) process.stdout.write(`${done}\n`);
  } catch (error) {
    throw new Error(
      `${(error as Error).message.replace(/\.$/, '')}. Nobody is locked out; to go on, and before the next deploy: npx signpost secrets rotate origin --stage ${stage}`,
      { cause: error },
    );
  }
  if (json) process.stdout.write(jsonText({ rotated: 'origin', stage }));
}

function stageOf(stage: string, outputs: Record<string, string>): Stage {
  const { OriginSecretArn, OriginSecretFunctions, LinksDistributionId } = outputs;
  // A version without them has functions that accept one secret alone.
  if (!OriginSecretArn || !OriginSecretFunctions || !LinksDistributionId)
    throw new RefusedError(
      `the stack of ${stage} has no output OriginSecretArn: deploy this version first, then rotate.`,
    );
  return {
    stage,
    secret: OriginSecretArn,
    distribution: LinksDistributionId,
    functions: OriginSecretFunctions.split(','),
  };
}

/** Tells of each step when it is done. */
async function* rotate({ secret, distribution, functions }: Stage): AsyncGenerator<string> {
  const next = await pendingVersion(secret);
  yield `The new secret is in Secrets Manager, as version ${next.VersionId}.`;
  // An edge may still send the current one when the configuration says the next: the rotation before was broken off there.
  const former = [(await currentVersion(secret)).SecretString, ...(await sentSecrets(distribution))];
  for (const name of functions) await acceptSecrets(name, [next.SecretString, ...former]);
  yield `${functions.length} functions accept the new secret and the former one.`;
  await sendSecret(distribution, next.SecretString);
  yield 'CloudFront sends the new secret, from each edge.';
  await makeCurrent(secret, next);
  yield 'A deploy would use the new secret.';
  for (const name of functions) await acceptSecrets(name, [next.SecretString]);
  await endPending(secret, next);
  yield 'The functions accept the new secret alone. The former one opens nothing any more.';
}
