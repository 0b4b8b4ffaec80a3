import { nameOf } from '../../template/names.ts';
import type { Stack } from '../../template/stack.ts';
import type { AccessControl } from '../iam.ts';
import type { S3 } from '../s3.ts';

/**
 * Has the stack's buckets tell queues of their objects, as it says.
 * @throws an error of one sentence where a queue's policy does not let S3 send: it does not take the notification then
 */
export function configureNotifications(stack: Stack, s3: S3, access: AccessControl): void {
  for (const { id, properties } of stack.all('AWS::S3::Bucket')) {
    const sourceArn = stack.attribute(id, 'Arn');
    const caller = { kind: 'service', service: 's3.amazonaws.com', sourceArn } as const;
    const configured = properties.NotificationConfiguration?.QueueConfigurations ?? [];
    for (const { Queue: resource } of configured)
      if (access.refused(caller, [{ action: 'sqs:SendMessage', resource }]))
        throw new Error(
          `${id}: the policy of ${nameOf(resource)} does not let s3.amazonaws.com send it messages.`,
        );
    const notifications = configured.map(({ Event: event, Queue: queueArn, Filter }, i) => {
      const filter = (name: string) => Filter?.S3Key.Rules.find(({ Name }) => Name === name)?.Value ?? '';
      return { id: `${id}-${i + 1}`, event, queueArn, prefix: filter('prefix'), suffix: filter('suffix') };
    });
    s3.notify(stack.ref(id), notifications);
  }
}
