import Bowser from 'bowser';
import type { Rule } from '../rules.ts';

type One<Name extends 'device' | 'os' | 'browser'> = NonNullable<Rule[Name]>[number];

/** What a rule may ask of a visitor's machine; undefined where it is none of what rules know. */
export interface Device {
  device: One<'device'> | undefined;
  os: One<'os'> | undefined;
  browser: One<'browser'> | undefined;
}

const DEVICES: Record<string, One<'device'>> = { mobile: 'mobile', tablet: 'tablet', desktop: 'desktop' };

const SYSTEMS: Record<string, One<'os'>> = {
  iOS: 'ios',
  Android: 'android',
  Windows: 'windows',
  macOS: 'macos',
  Linux: 'linux',
  'Chrome OS': 'chromeos',
};

const BROWSERS: Record<string, One<'browser'>> = {
  Chrome: 'chrome',
  Chromium: 'chrome',
  Safari: 'safari',
  Firefox: 'firefox',
  'Microsoft Edge': 'edge',
  'Samsung Internet for Android': 'samsung',
  Opera: 'opera',
  'Opera Touch': 'opera',
};

/** A longer User-Agent is cut here: no real one comes near, and what a hostile one costs stays bounded. */
const MAX_LENGTH = 512;

/** What a User-Agent says of its machine. An iPad that asks for the sites of desktops says it is a Mac, and is taken for one. */
export function deviceOf(userAgent: string): Device {
  if (userAgent === '') return { device: undefined, os: undefined, browser: undefined };
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, MAX_LENGTH));
  const system = SYSTEMS[os.name ?? ''];
  return {
    device: DEVICES[platform.type ?? ''] ?? (system === 'chromeos' ? 'desktop' : undefined),
    os: system,
    browser: BROWSERS[browser.name ?? ''],
  };
}
