import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { REGION } from '../template/names.ts';

/**
 * Real SDK clients for whoever runs the local cloud: any credentials that no function has may do everything.
 *
 * @param carrier what carries their requests, and signs them; by default connections to the endpoint
 */
export function operatorClients(
  endpoint: string,
  carrier: Pick<S3ClientConfig, 'requestHandler' | 'signer'> = {},
) {
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'local' },
    ...carrier,
  };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(config)),
    sqs: new SQSClient(config),
  };
}
