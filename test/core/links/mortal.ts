import type { Table } from '../../../core/dynamodb.ts';
import type { Tables } from '../../tables.ts';

/**
 * The tables as a process sees them that dies when it would make its `call`th call: from then on every call fails, and has no effect.
 * To die after a call's effect, and before anybody hears of it, is the same to the tables as to die with the next call.
 */
export function mortal(
  tables: Pick<Tables, 'links' | 'hints'>,
  call: number,
): Pick<Tables, 'links' | 'hints'> & { calls: () => number } {
  let made = 0;
  const table = ({ client, name }: Table): Table => {
    const send = async (command: Parameters<typeof client.send>[0]) => {
      if (++made >= call) throw new Error('died');
      return client.send(command);
    };
    return { name, client: Object.assign(Object.create(client), { send }) };
  };
  return { links: table(tables.links), hints: table(tables.hints), calls: () => made };
}
