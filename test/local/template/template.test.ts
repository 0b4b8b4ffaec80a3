import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resolveTemplate, type Template } from '../../../local/template/template.ts';

const text = fc.string().filter(value => !value.includes('{{resolve:'));

// One property whose value is the intrinsic function under test.
const evaluate = (value: unknown, more: Partial<Template> = {}, parameters: Record<string, string> = {}) => {
  const template: Template = {
    ...more,
    Resources: {
      Table: { Type: 'Test::Table' },
      Absent: { Type: 'Test::Table', Condition: 'Never' },
      Subject: { Type: 'Test::Subject', Properties: { value } },
    },
    Parameters: {
      Domain: { Type: 'String', Default: 'go.example' },
      Empty: { Type: 'String', Default: '' },
      Bare: { Type: 'String' },
    },
    Conditions: {
      Always: { 'Fn::Equals': ['a', 'a'] },
      Never: { 'Fn::Not': [{ Condition: 'Always' }] },
      HasDomain: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Domain' }, ''] }] },
    },
  };
  const { resources } = resolveTemplate(template, {
    parameters,
    pseudo: { 'AWS::Region': 'us-east-1' },
    valuesOf: id => ({ ref: `ref-of-${id}`, attributes: { Arn: `arn-of-${id}`, 'Nested.Name': 'nested' } }),
    dynamicReference: reference => `<${reference}>`,
  });
  return resources.get('Subject')?.properties.value;
};

describe('each intrinsic function gives its value', () => {
  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    [{ Ref: 'Domain' }, 'go.example'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'Table' }, 'ref-of-Table'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn-of-Table'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn-of-Table'],
    [{ 'Fn::GetAtt': ['Table', 'Nested.Name'] }, 'nested'],
    [
      { 'Fn::Sub': 'x ${Domain} ${Table.Arn} ${AWS::Region} ${!Kept}' },
      'x go.example arn-of-Table us-east-1 ${Kept}',
    ],
    [{ 'Fn::Sub': ['${A}-${Table}', { A: { Ref: 'Domain' } }] }, 'go.example-ref-of-Table'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Table' }]] }, 'a/ref-of-Table'],
    [{ 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', 'https://host/'] }] }, 'host'],
    [{ 'Fn::If': ['Always', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['Never', { Ref: 'Absent' }, 'no'] }, 'no'],
    [{ 'Fn::If': ['HasDomain', { Ref: 'Domain' }, 'none'] }, 'go.example'],
    [{ 'Fn::And': [{ Condition: 'Always' }, { Condition: 'Never' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'Always' }, { Condition: 'Never' }] }, true],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [
      ['a', { Ref: 'AWS::NoValue' }, 'b'],
      ['a', 'b'],
    ],
    [{ kept: 1, dropped: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
    [{ Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
    ['{{resolve:secretsmanager:x:SecretString}}', '<secretsmanager:x:SecretString>'],
    [
      { 'Fn::Sub': '{{resolve:secretsmanager:${Table}:SecretString}}' },
      '<secretsmanager:ref-of-Table:SecretString>',
    ],
  ])('%j gives %j', (value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  test('a parameter passed in goes before its default', () => {
    expect(evaluate({ Ref: 'Domain' }, {}, { Domain: 'other.example' })).toBe('other.example');
    expect(evaluate({ 'Fn::If': ['HasDomain', 'yes', 'no'] }, {}, { Domain: '' })).toBe('no');
  });
});

describe('what cannot be resolved stops with the place and the reason', () => {
  test.each<[unknown, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'Resources.Subject.value: Fn::ImportValue is not supported'],
    [{ Ref: 'Nothing' }, 'Resources.Subject.value: there is no resource or parameter Nothing'],
    [{ Ref: 'Absent' }, 'Resources.Subject.value: Absent does not exist under its condition'],
    [{ Ref: 'Bare' }, 'Resources.Subject.value: parameter Bare has no value'],
    [{ 'Fn::GetAtt': ['Table', 'Nope'] }, 'Resources.Subject.value: Table has no attribute Nope'],
    [{ 'Fn::If': ['Nope', 1, 2] }, 'Resources.Subject.value: there is no condition Nope'],
    [{ 'Fn::Select': [5, ['a']] }, 'Resources.Subject.value: Fn::Select has no item 5'],
    [
      [{ deep: { Ref: 'Nothing' } }],
      'Resources.Subject.value[0].deep: there is no resource or parameter Nothing',
    ],
  ])('%j: %s', (value, message) => {
    expect(() => evaluate(value)).toThrow(message);
  });
});

describe('for any values', () => {
  test('plain JSON comes out as it went in', () => {
    const key = fc.string().filter(name => !/^(Ref|Condition|Fn::.*|__proto__)$/.test(name));
    const { json } = fc.letrec(tie => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        text,
        fc.array(tie('json')),
        fc.dictionary(key, tie('json'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(fc.property(json, value => expect(evaluate(value)).toEqual(value)));
  });

  test('Join then Split gives the parts again', () => {
    const parts = fc.array(
      text.filter(part => !part.includes('|')),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(parts, items =>
        expect(evaluate({ 'Fn::Split': ['|', { 'Fn::Join': ['|', items] }] })).toEqual(items),
      ),
    );
  });

  test('Sub without variables changes nothing', () => {
    fc.assert(
      fc.property(
        text.filter(value => !value.includes('${')),
        value => expect(evaluate({ 'Fn::Sub': value })).toBe(value),
      ),
    );
  });
});
