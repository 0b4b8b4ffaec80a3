import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { folded, wantedWords, wordsOf } from '../../../../core/links/hints/words.ts';

const isFound = (wanted: string, text: string) =>
  wantedWords(wanted).every(beginning => wordsOf(text).some(word => word.startsWith(beginning)));

describe('letters are compared without case, accents and ligatures', () => {
  test.each([
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['ﬁnance ﬀ', 'finance ff'],
    ['œuvre', 'OEUVRE'],
    ['Łódź', 'lodz'],
    ['Øresund', 'oresund'],
    ['Þingvellir', 'thingvellir'],
    ['ΟΔΟΣ', 'οδός'],
    ['café', 'cafe\u0301'],
    ['Ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['ﾊﾝｶｸ', 'ハンカク'],
    ['مُحَمَّد', 'محمد'],
    ['أحمد', 'احمد'],
    ['كتـــاب', 'كتاب'],
    ['שָׁלוֹם', 'שלום'],
    ['Ελλάδα', 'ΕΛΛΑΔΑ'],
    ['naïve', 'NAIVE'],
    ['한국', '한국'.normalize('NFD')],
    ['soft\u00adhyphen', 'softhyphen'],
    ['می‌خواهم', 'میخواهم'],
    ['👍🏽', '👍'],
    ['❤️', '❤'],
  ])('%s and %s are the same', (one, other) => {
    expect(folded(one)).toBe(folded(other));
  });

  test.each([
    ['हिन्दी', 'हनद'],
    ['กิน', 'กน'],
    ['が', 'か'],
    ['ぱ', 'は'],
  ])('%s and %s are not: such marks make other letters', (one, other) => {
    expect(folded(one)).not.toBe(folded(other));
  });

  test('what is folded stays as it is', () => {
    for (const text of ['İıŁøßﬁΣς', 'が한글ไทย', 'مُحَمَّد', '👍🏽🇩🇪'])
      expect(folded(folded(text))).toBe(folded(text));
  });
});

describe('the words of a text', () => {
  test.each<[string, string[]]>([
    ['Spring sale, spring SALE!', ['spring', 'sale']],
    ['spring_sale-2026', ['spring', 'sale', '2026']],
    ["rock'n'roll", ['rock', 'n', 'roll']],
    [
      'https://www.example.com/a/b?utm_source=x#top',
      ['example', 'com', 'a', 'b', 'utm', 'source', 'x', 'top'],
    ],
    ['jane.doe+news@example.org', ['jane', 'doe', 'news', 'example', 'org']],
    ['/caf%C3%A9/%E6%9D%B1%E4%BA%AC', ['cafe', '東京', '京']],
    ['100%, %zz and %C3%A9%FF', ['100', 'zz', 'and']],
    ['https://xn--mnchen-3ya.de/', ['munchen', 'de']],
    ['東京都 2026年', ['東京', '京都', '都', '2026', '年']],
    ['iPhone用ケース', ['iphone', '用ケ', 'ケー', 'ース', 'ス']],
    ['กินข้าว', ['กิน', 'นข้', 'ข้า', 'าว', 'ว']],
    ['Sale 🎉🎉 now👍🏽', ['sale', '🎉', 'now', '👍']],
    ['👩‍👩‍👧 🇩🇪', ['👩', '👧', '🇩🇪']],
    ['Ünïcödé ﷺ', ['unicode', 'صلى', 'الله', 'عليه', 'وسلم']],
    ['١٢٣ ४५६', ['١٢٣', '४५६']],
    ['C++ & C#', ['c']],
    ['\ud800x\udc00', ['x']],
    ['x'.repeat(60), ['x'.repeat(40)]],
    ['– … !?', []],
    ['', []],
  ])('%j', (text, words) => {
    expect(wordsOf(text)).toEqual(words.map(word => word.normalize('NFKD')));
  });
});

describe('what a search is for', () => {
  test.each<[string, string[]]>([
    ['spr SAL', ['spr', 'sal']],
    ['東', ['東']],
    ['東京都', ['東京', '京都']],
    ['https://www.example.com/spring', ['example', 'com', 'spring']],
    ['🎉', ['🎉']],
    ['www', []],
    [' . ', []],
  ])('%j', (text, words) => {
    expect(wantedWords(text)).toEqual(words);
  });

  test.each([
    ['ㅎ', '한국'],
    ['한구', '한국'],
    ['hin', 'Hintergrund'],
    ['हि', 'हिन्दी'],
    ['กิ', 'กินข้าว'],
    ['%C3%9Cber', 'überall'],
    ['MÜNCHEN', 'https://xn--mnchen-3ya.de/'],
  ])('%s begins a word of %s', (wanted, text) => {
    expect(isFound(wanted, text)).toBe(true);
  });

  test('every beginning of every word of any text finds it, and the whole text does, too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), text => {
        expect(isFound(text, text)).toBe(true);
        for (const word of wordsOf(text)) {
          const letters = [...word];
          for (let length = 1; length <= letters.length; length++)
            expect(isFound(letters.slice(0, length).join(''), text)).toBe(true);
        }
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  test('any part of a text without spaces is found in it', () => {
    const text = '東京都立中央図書館';
    for (let start = 0; start < text.length; start++)
      for (let end = start + 1; end <= text.length; end++)
        expect(isFound(text.slice(start, end), text)).toBe(true);
  });
});
