import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { FunctionLines } from '../../core/loki/function-line.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample */
const Handed = z.object({
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  logGroup: z.string(),
  logEvents: z.array(z.object({ id: z.string(), timestamp: z.number(), message: z.string() })),
});

/**
 * What an event of CloudWatch Logs holds.
 *
 * @param data its `awslogs.data`: JSON, zipped, in base64
 * @returns undefined for a message that only tries whether somebody is there
 * @throws for what is no such event
 */
export function functionLinesIn(data: string): FunctionLines | undefined {
  const handed = Handed.parse(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()));
  const { messageType, logGroup, logEvents: events } = handed;
  return messageType === 'DATA_MESSAGE' ? { logGroup, events } : undefined;
}
