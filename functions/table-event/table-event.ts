import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Write } from '../../core/events/event.ts';
import type { Item } from '../../core/links/item.ts';

type Image = NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

/**
 * A write of the links table, as a record of its stream tells it.
 * Spec: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export function writeOf({ dynamodb }: DynamoDBRecord): Write {
  return { before: itemOf(dynamodb?.OldImage), after: itemOf(dynamodb?.NewImage) };
}

const itemOf = (image: Image): Item | undefined =>
  image && (unmarshall(image as Record<string, AttributeValue>) as Item);

/** What a record is known by within its stream. */
export const sequenceOf = ({ dynamodb }: DynamoDBRecord): string => dynamodb?.SequenceNumber ?? '';
