import { expect, test } from '@jest/globals';
import { fuzz } from '../fuzz.ts';

test('six hundred hostile requests: none is a fault of ours, and each answer says enough', async () => {
  const { statuses, faults } = await fuzz(600, 7);
  expect(faults).toEqual([]);
  // They get past the door, too.
  for (const status of ['200', '201', '404', '422']) expect(statuses[status]).toBeGreaterThan(0);
});
