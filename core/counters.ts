import type { Items } from './items.ts';

/** The only module that knows the table of counters: an item for each thing that is counted, with the attributes `count` and `expiresAt`. */
export class Counters {
  readonly #items: Items;

  /** @param items those of the table, with the SDK (`itemsOf`) or without it (`getItemOf`, `updateItemOf`) */
  constructor(items: Items) {
    this.#items = items;
  }

  /**
   * Adds some, by one conditional write: however many ask at once, no more than `most` are granted. A refusal adds nothing. A
   * write whose answer was lost is repeated by the SDK, and may count twice; so at times one fewer is granted, and never one more.
   *
   * @param expiresAt seconds since 1970, when the counter may be forgotten; some days later it is gone. Never without it
   * @param amount how many, all or none
   * @returns the count with these; undefined when it was refused
   * @throws ServiceFault
   */
  async take(id: string, most: number, expiresAt?: number, amount = 1): Promise<number | undefined> {
    const counted = await this.#items.updateItem({
      Key: { id },
      UpdateExpression: `ADD #count :amount${expiresAt === undefined ? '' : ' SET expiresAt = :expiresAt'}`,
      ConditionExpression: 'attribute_not_exists(#count) OR #count <= :before',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: {
        ':amount': amount,
        ':before': most - amount,
        ...(expiresAt !== undefined && { ':expiresAt': expiresAt }),
      },
      ReturnValues: 'UPDATED_NEW',
    });
    return counted && Number(counted.count);
  }

  /**
   * Raises a counter to a number, by one conditional write; the counter stays for ever.
   *
   * @returns whether it was below
   * @throws ServiceFault
   */
  async raise(id: string, to: number): Promise<boolean> {
    const raised = await this.#items.updateItem({
      Key: { id },
      UpdateExpression: 'SET #count = :to',
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :to',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':to': to },
    });
    return raised !== undefined;
  }

  /** What was counted; 0 for what never was. Eventually consistent. Rejects with a ServiceFault. */
  async read(id: string): Promise<number> {
    return Number((await this.#items.getItem({ id }))?.count ?? 0);
  }

  /**
   * Takes one as `take` does, and writes down who took it: so it is granted once and counted once even when the answer was lost
   * and the SDK repeats the write. For numbers small enough to have all of them in one item.
   *
   * @param taker another one each time
   * @returns whether it was granted
   * @throws ServiceFault
   */
  async takeNoted(id: string, most: number, taker: string): Promise<boolean> {
    const taken = await this.#items.updateItem({
      Key: { id },
      UpdateExpression: 'ADD #count :one, takers :takers',
      ConditionExpression:
        '(attribute_not_exists(#count) OR #count < :most) AND NOT contains(takers, :taker)',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':one': 1, ':most': most, ':taker': taker, ':takers': new Set([taker]) },
    });
    if (taken) return true;
    const item = await this.#items.getItem({ id }, { consistent: true });
    return item?.takers instanceof Set && item.takers.has(taker);
  }

  /** Takes one away again that turned out not to count. Rejects with a ServiceFault. */
  async giveBack(id: string): Promise<void> {
    await this.#items.updateItem({
      Key: { id },
      UpdateExpression: 'ADD #count :minus',
      // One that was forgotten meanwhile would begin below nothing.
      ConditionExpression: '#count > :none',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':minus': -1, ':none': 0 },
    });
  }
}
