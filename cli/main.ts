import { resolve } from 'node:path';
import { run } from './run.ts';

// The one Region Signpost is deployed to. The notice would stand between a person and the key that is printed once.
process.env.AWS_REGION ||= 'us-east-1';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The local cloud takes any credentials, and whoever asks it need not have some.
if (/^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(process.env.AWS_ENDPOINT_URL ?? '')) {
  process.env.AWS_ACCESS_KEY_ID ||= 'operator';
  process.env.AWS_SECRET_ACCESS_KEY ||= 'local';
}

process.exitCode = await run(process.argv.slice(2), resolve(import.meta.dirname, '..'));
