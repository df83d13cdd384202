import { evaluate, isCertLogicExpression } from 'certlogic-js';

/**
 * Bounds of one expression: the European country rules stay below a tenth of the nodes and half of the depth.
 */
export const MAX_LOGIC_NODES = 2_000;
export const MAX_LOGIC_DEPTH = 40;
const MAX_TEXT_CHARACTERS = 500;

/** What an expression is not allowed to be, or null where it may be evaluated. */
export type LogicFault = 'too_large' | 'too_deep' | 'nested_reduce' | 'not_certlogic';

/**
 * Whether something is CertLogic (specification 1.3) that a kiosk may evaluate for each visitor: bounded, and
 * without a loop inside a loop.
 */
export function findLogicFault(logic: unknown): LogicFault | null {
  return findSizeFault(logic) ?? (isCertLogic(logic) ? null : 'not_certlogic');
}

/**
 * The value of an expression by the reference library, or undefined where it has none: the data lack
 * something, or it is no CertLogic. It never throws.
 */
export function evaluateLogic(logic: unknown, data: unknown): unknown {
  try {
    return evaluate(logic as Parameters<typeof evaluate>[0], data);
  } catch {
    return undefined;
  }
}

/** The data that an expression reads, as its own paths. */
export function readPaths(logic: unknown): readonly string[] {
  if (typeof logic !== 'object' || logic === null) return [];
  return Object.entries(logic).flatMap(([key, value]) =>
    key === 'var' && typeof value === 'string' ? [value] : readPaths(value),
  );
}

function isCertLogic(logic: unknown): boolean {
  try {
    return isCertLogicExpression(logic);
  } catch {
    return false;
  }
}

function findSizeFault(logic: unknown): LogicFault | null {
  let nodes = 0;
  function visit(value: unknown, depth: number, inLoop: boolean): LogicFault | null {
    nodes += 1;
    if (nodes > MAX_LOGIC_NODES) return 'too_large';
    if (depth > MAX_LOGIC_DEPTH) return 'too_deep';
    if (typeof value === 'string') return value.length > MAX_TEXT_CHARACTERS ? 'too_large' : null;
    if (typeof value !== 'object' || value === null) return null;
    for (const [key, operands] of Object.entries(value)) {
      const isLoop = key === 'reduce' && !Array.isArray(value);
      if (isLoop && inLoop) return 'nested_reduce';
      const fault = visit(operands, depth + 1, inLoop || isLoop);
      if (fault !== null) return fault;
    }
    return null;
  }
  return visit(logic, 0, false);
}
