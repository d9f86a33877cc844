import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { limitTroubles, type QueueTrouble } from './report-trouble.ts';

test('the same trouble is told once in a while, with how often it was held back', async () => {
  const told: QueueTrouble[] = [];
  const report = limitTroubles((trouble) => told.push(trouble), 50);
  for (let port = 1; port <= 100; port += 1)
    report('queue', new Error(`connection 127.0.0.1:${port} lost`));
  await pause(60);
  report('queue', new Error('connection 127.0.0.1:101 lost'));
  expect(told).toEqual([
    { source: 'queue', message: 'connection 127.0.0.1:1 lost' },
    { source: 'queue', message: 'connection 127.0.0.1:101 lost (and 99 more times since)' },
  ]);
});

test('troubles of other sources and causes are told too, as one line with the code', () => {
  const told: QueueTrouble[] = [];
  const report = limitTroubles((trouble) => told.push(trouble));
  report('a', new Error('lost'));
  report('b', new Error('lost'));
  report('a', Object.assign(new Error('refused\nby the server'), { code: '57P03' }));
  expect(told.map(({ source, message }) => `${source}: ${message}`)).toEqual([
    'a: lost',
    'b: lost',
    'a: 57P03: refused',
  ]);
});
