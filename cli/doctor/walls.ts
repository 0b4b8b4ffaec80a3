import { ask, type Check, type DoctorContext } from './check.ts';

// CloudFront is the only way in: whoever asks what is behind it is refused.

const isRefused = (status: number) => status >= 400 && status < 500;

/** A wall: an address behind CloudFront, and what of it may be asked at all. */
const wall = (
  name: string,
  addressOf: (context: DoctorContext) => string,
  more: Pick<Check, 'needs' | 'assumes'>,
): Check => ({
  name: `Wall: ${name}`,
  ...more,
  advice:
    'Whoever knows this address gets in past CloudFront. docs/threat-model.md has what that would mean.',
  run: async context => {
    const { status } = await ask(context, addressOf(context));
    return { state: isRefused(status) ? 'ok' : 'fail', text: `whoever asks it directly gets ${status}` };
  },
});

const output = ({ outputs = {} }: DoctorContext, name: string) => outputs[name] ?? '';

/** A bucket of a local cloud has no host name of its own. */
const bucketAddress = (context: DoctorContext) => {
  const bucket = output(context, 'SiteBucketName');
  const base =
    context.endpoint === undefined
      ? `https://${bucket}.s3.us-east-1.amazonaws.com`
      : `${context.endpoint}/${bucket}`;
  return `${base}/app/index.html`;
};

export const bucketWall = wall('bucket', bucketAddress, {
  needs: ['stack'],
  assumes: '403: only CloudFront’s signature opens the bucket',
});

export const rendererWall = wall('renderer', context => output(context, 'RenderAddress'), {
  needs: ['stack', 'https'],
  assumes: '403: only CloudFront’s signature opens the Function URL',
});

export const gatewayWall = wall('gateway', context => `${output(context, 'GatewayAddress')}/x`, {
  needs: ['stack', 'https'],
  assumes: '403 without the secret that CloudFront adds',
});
