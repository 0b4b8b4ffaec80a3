import type { Table } from '../../../core/dynamodb.ts';
import type { Tables } from '../../tables.ts';

/** The next call is the one during which the process dies: before its effect, or after it and before anybody hears of it. */
export type Death = { call: number; effect: 'none' | 'done' };

/** The tables as a process sees them that dies: every call after its death fails, and has no effect. */
export function mortal(
  tables: Pick<Tables, 'links' | 'hints'>,
  { call, effect }: Death,
): Pick<Tables, 'links' | 'hints'> & { calls: () => number } {
  let made = 0;
  const table = ({ client, name }: Table): Table => {
    const send = async (command: Parameters<typeof client.send>[0]) => {
      const number = ++made;
      if (number > call || (number === call && effect === 'none')) throw new Error('died');
      const answer = await client.send(command);
      if (number === call) throw new Error('died');
      return answer;
    };
    return { name, client: Object.assign(Object.create(client), { send }) };
  };
  return { links: table(tables.links), hints: table(tables.hints), calls: () => made };
}
