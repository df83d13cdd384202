import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateLogic,
  findLogicFault,
  MAX_LOGIC_DEPTH,
  MAX_LOGIC_NODES,
  readPaths,
} from '../../../main/pass/rules/certlogic.ts';

function nested(depth: number): unknown {
  let logic: unknown = true;
  for (let level = 0; level < depth; level += 1) logic = { '!': [logic] };
  return logic;
}

describe('findLogicFault', () => {
  it.each([
    [true],
    ['text'],
    [{ var: 'payload.v.0' }],
    [{ reduce: [{ var: 'a' }, { '+': [{ var: 'accumulator' }, 1] }, 0] }],
    [{ and: [{ reduce: [[1], 1, 0] }, { reduce: [[1], 1, 0] }] }],
    [nested(19)],
  ])('lets %j be', (logic) => expect(findLogicFault(logic)).toBeNull());

  it.each([
    [null, 'not_certlogic'],
    [undefined, 'not_certlogic'],
    [1.5, 'not_certlogic'],
    [{}, 'not_certlogic'],
    [{ or: [true, false] }, 'not_certlogic'],
    [{ and: [true] }, 'not_certlogic'],
    [{ and: [true, true], '!': [true] }, 'not_certlogic'],
    [{ var: ['a'] }, 'not_certlogic'],
    [{ if: [true, true] }, 'not_certlogic'],
    [{ plusTime: ['2022-01-01', { var: 'a' }, 'day'] }, 'not_certlogic'],
    [{ constructor: [1] }, 'not_certlogic'],
    [{ reduce: [[1], { reduce: [[1], 1, 0] }, 0] }, 'nested_reduce'],
    ['x'.repeat(501), 'too_large'],
    [Array.from({ length: MAX_LOGIC_NODES }, () => 1), 'too_large'],
    [nested(MAX_LOGIC_DEPTH), 'too_deep'],
    [nested(100_000), 'too_deep'],
  ])('refuses what is none or goes too far: %#', (logic, fault) => expect(findLogicFault(logic)).toBe(fault));
});

describe('evaluateLogic', () => {
  it('has no value where a fact is missing', () => {
    expect(evaluateLogic({ '>=': [{ var: 'a.b' }, 2] }, { a: null })).toBeUndefined();
    expect(evaluateLogic({ '>=': [{ var: 'a.b' }, 2] }, { a: { b: 2 } })).toBe(true);
  });

  it('never throws, whatever the logic and the data', () => {
    const operator = fc.constantFrom('and', 'if', '===', 'in', '>', 'after', '!', 'plusTime', 'reduce', 'var', '+');
    const { logic } = fc.letrec((tie) => ({
      logic: fc.oneof(
        fc.jsonValue(),
        fc.tuple(operator, fc.array(tie('logic'), { maxLength: 3 })).map(([name, values]) => ({ [name]: values })),
        fc.record({ var: fc.constantFrom('', 'a', '__proto__', 'constructor', 'toString.call', 'length') }),
      ),
    }));
    fc.assert(
      fc.property(logic, fc.jsonValue(), (expression, data) => {
        expect(() => evaluateLogic(expression, data)).not.toThrow();
        expect(() => findLogicFault(expression)).not.toThrow();
      }),
    );
    expect(evaluateLogic(nested(100_000), {})).toBeUndefined();
  });
});

describe('readPaths', () => {
  it('names all the data that an expression reads', () => {
    expect(readPaths({ if: [{ var: 'a' }, [{ '!': [{ var: 'b.c' }] }], 'var'] })).toEqual(['a', 'b.c']);
    expect(readPaths('var')).toEqual([]);
  });
});
