import { describe, expect, test } from '@jest/globals';
import { gateArguments } from '../../../core/browser/gate.ts';
import { setupOf } from '../../../core/browser/switches.ts';

const gate = gateArguments({ port: 4711, refused: 0, close: async () => undefined });
const whole = (more: string[]) => setupOf({ isShell: false, framesOnDemand: false, isPlain: false, more });
/** What Chromium makes of a switch: the last one counts. */
const inForce = (switches: string[], name: string) =>
  switches.findLast(given => given.startsWith(`--${name}=`))?.slice(name.length + 3);

describe('a whole browser', () => {
  test('its pages have the gate, and it itself has nothing', () => {
    const { switches, pagesWay } = whole(gate);
    expect(pagesWay).toEqual({ proxyServer: 'socks5://127.0.0.1:4711', proxyBypassList: '<-loopback>' });
    expect(inForce(switches, 'proxy-server')).toBe('socks5://127.0.0.1:1');
    expect(inForce(switches, 'proxy-bypass-list')).toBe('<-loopback>');
  });

  test('of two gates its pages have the last, as the headless shell does', () => {
    const [first, ...rest] = gate;
    const twice = [`${first}1`, ...rest, ...gate];
    expect(whole(twice).pagesWay?.proxyServer).toBe('socks5://127.0.0.1:4711');
    const shell = setupOf({ isShell: true, framesOnDemand: false, isPlain: false, more: twice });
    expect(inForce(shell.switches, 'proxy-server')).toBe('socks5://127.0.0.1:4711');
  });

  test('without a gate its pages have the network, and it itself has nothing all the same', () => {
    expect(whole([]).pagesWay).toEqual({ proxyServer: 'direct://' });
    expect(inForce(whole([]).switches, 'proxy-server')).toBe('socks5://127.0.0.1:1');
  });

  test('has one list of features that are off: Chromium knows no other', () => {
    for (const isShell of [true, false]) {
      const { switches } = setupOf({ isShell, framesOnDemand: isShell, isPlain: false, more: [] });
      expect(switches.filter(given => given.startsWith('--disable-features='))).toHaveLength(1);
    }
  });
});

test('the headless shell: no profile to read, no other way for its pages, frames on demand where they are asked for', () => {
  const shell = setupOf({ isShell: true, framesOnDemand: true, isPlain: false, more: gate });
  expect(shell).toMatchObject({ preferences: '', localState: '', pagesWay: undefined });
  expect(shell.switches).toContain('--enable-begin-frame-control');
  expect(whole(gate).switches).not.toContain('--enable-begin-frame-control');
});

test.each([true, false])(
  'a person’s browser has pictures and fonts, a renderer’s has not (headless shell: %s)',
  isShell => {
    const without = ['--disable-remote-fonts', expect.stringContaining('imagesEnabled=false')];
    const switchesOf = (isPlain: boolean) =>
      setupOf({ isShell, framesOnDemand: false, isPlain, more: [] }).switches;
    expect(switchesOf(false)).toEqual(expect.arrayContaining(without));
    for (const one of without) expect(switchesOf(true)).not.toContainEqual(one);
  },
);
