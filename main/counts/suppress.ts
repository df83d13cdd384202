/**
 * A table of counts with its totals. Each column but the first is a part of `parents` of it, a column before it;
 * the first is the whole. A column with parts is their sum, and the last row is the sum of the others.
 */
export interface CountTable {
  readonly parents: readonly (number | null)[];
  readonly rows: readonly (readonly number[])[];
}

/** The least threshold that keeps a secret: "fewer than 2" would tell the count, since zeros are shown. */
const LEAST_THRESHOLD = 3;
/** What a total is worth more than a cell, in doublings: totals go last. */
const TOTAL_COST = 8;
/** How many small counts are protected without a pause: some milliseconds' work in a large table. */
const PAUSE_EVERY = 2;

/** From which count on nothing is suppressed under a venue's setting; 0: nothing is. */
export function suppressionThreshold(suppressBelow: number): number {
  return suppressBelow <= 1 ? 0 : Math.max(suppressBelow, LEAST_THRESHOLD);
}

/**
 * Says which cells of a table have to be hidden, row by row: each count from 1 to below the threshold, totals too, and
 * those through which one of these could be computed. The promise: for whoever knows every shown cell, that all sums
 * hold, and this text, each hidden small count could still be any number from the fewest that it can be (1, or for a sum
 * one for each part that is not shown as zero) to the threshold less one, and no hidden cell has only one possible
 * value. Zeros are shown and never hidden: a count of nobody is about nobody, closed hours would otherwise hide the open
 * ones, and a cell that everybody knows to be empty would protect nothing. All hidden cells are to bear the same mark:
 * one that told the small from the others would give four single visitors away by their hidden sum of 4.
 *
 * The table is a flow in which each cell is an edge and each sum a node (Cox 1995, Gusfield 1988): a hidden cell can
 * change just where hidden cells close a circle with it. Each small count gets the cheapest circles with room to raise
 * it to the threshold less one, and then to lower it to the fewest (Castro 2007, for positive tables). There always are
 * some: through the totals, which can follow it up and down. A large table takes seconds: `pause` is awaited again and
 * again, so that the door goes on meanwhile.
 */
export async function suppress(
  table: CountTable,
  threshold: number,
  pause: () => Promise<void>,
): Promise<readonly (readonly boolean[])[]> {
  const graph = graphOf(table);
  const small: { readonly cell: number; readonly up: number; readonly down: number }[] = [];
  graph.value.forEach((count, cell) => {
    if (count === 0 || count >= threshold) return;
    hide(graph, cell);
    small.push({ cell, up: threshold - 1 - count, down: count - (graph.fewest[cell] ?? 0) });
  });
  // Those that need the most room first: their circles serve the others.
  small.sort((a, b) => Math.max(b.up, b.down) - Math.max(a.up, a.down) || a.cell - b.cell);
  const makeRoom = createRoomMaker(graph);
  for (const [index, { cell, down, up }] of small.entries()) {
    if (index % PAUSE_EVERY === 0) await pause();
    makeRoom(cell, graph.head[cell] ?? 0, graph.tail[cell] ?? 0, up);
    makeRoom(cell, graph.tail[cell] ?? 0, graph.head[cell] ?? 0, down);
  }
  const width = table.parents.length;
  return table.rows.map((row, index) => row.map((_, column) => graph.isHidden[index * width + column] === 1));
}

/** Cells as edges from `tail` to `head`. Of each node, all edges that touch it, and the hidden ones. */
interface Graph {
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly value: Float64Array;
  /** How many of a cell's own parts are not zero. */
  readonly fewest: Float64Array;
  readonly cost: Float64Array;
  readonly isHidden: Uint8Array;
  readonly edges: readonly (readonly number[])[];
  readonly hiddenEdges: readonly number[][];
}

function hide({ head, hiddenEdges, isHidden, tail }: Graph, edge: number): void {
  if (isHidden[edge] === 1) return;
  isHidden[edge] = 1;
  hiddenEdges[tail[edge] ?? 0]?.push(edge);
  hiddenEdges[head[edge] ?? 0]?.push(edge);
}

function graphOf({ parents, rows }: CountTable): Graph {
  const width = parents.length;
  const size = rows.length * width;
  const last = rows.length - 1;
  const isSum = parents.map((_, column) => parents.includes(column));
  // One node a row for each column that is a sum, one for each other column, and the outside.
  const outside = size + width;
  const graph = {
    tail: new Int32Array(size),
    head: new Int32Array(size),
    value: new Float64Array(size),
    fewest: new Float64Array(size),
    cost: new Float64Array(size),
    isHidden: new Uint8Array(size),
    edges: Array.from({ length: outside + 1 }, (): number[] => []),
    hiddenEdges: Array.from({ length: outside + 1 }, (): number[] => []),
  };
  const { cost, edges, fewest, head, tail, value } = graph;
  rows.forEach((row, index) => {
    // Parts come after their sums.
    for (let column = width - 1; column >= 0; column -= 1) {
      const edge = index * width + column;
      const count = row[column] ?? 0;
      const parent = parents[column] ?? null;
      const above = parent === null ? outside : index * width + parent;
      const below = isSum[column] ? edge : size + column;
      // The row of totals flows back.
      tail[edge] = index === last ? below : above;
      head[edge] = index === last ? above : below;
      value[edge] = count;
      cost[edge] = Math.log2(1 + count) + (index === last ? TOTAL_COST : 0) + (isSum[column] ? TOTAL_COST : 0);
      edges[above]?.push(edge);
      edges[below]?.push(edge);
      if (index === last) continue;
      if (!isSum[column]) fewest[edge] = Math.min(count, 1);
      if (parent !== null) fewest[above] = (fewest[above] ?? 0) + (fewest[edge] ?? 0);
      fewest[last * width + column] = (fewest[last * width + column] ?? 0) + (fewest[edge] ?? 0);
    }
  });
  return graph;
}

/**
 * Makes the function that hides what it takes to let `room` flow between two nodes without the avoided edge: along an
 * edge its count grows, against it it shrinks and stays 1 or more. Where hidden edges alone lead there, nothing more is
 * hidden; else the cheapest one that joins two ways of hidden edges; else the cheapest way (Dijkstra's). Where that has
 * too little room, another one is found for the rest.
 */
function createRoomMaker(graph: Graph): (avoided: number, from: number, to: number, room: number) => void {
  const { cost, edges, head, hiddenEdges, isHidden, tail, value } = graph;
  const flow = new Float64Array(value.length);
  const distance = new Float64Array(edges.length);
  const ahead = createMarks(edges.length);
  const behind = createMarks(edges.length);

  /** Whether an edge leads on from a node, and back to it where the search goes backward. */
  function leads(edge: number, node: number, isBackward: boolean): boolean {
    const count = value[edge] ?? 0;
    const grows = (tail[edge] === node) !== isBackward;
    return count > 0 && (grows || count + (flow[edge] ?? 0) > 1);
  }

  function otherEnd(edge: number, node: number): number {
    return (tail[edge] === node ? head[edge] : tail[edge]) ?? 0;
  }

  /** Marks every node that hidden edges lead to until the goal is among them, and says which those are. */
  function explore(marks: Marks, start: number, goal: number, avoided: number, isBackward: boolean): readonly number[] {
    const reached = [start];
    marks.clear();
    marks.set(start, -1);
    // The newest first: a way is wanted, not the shortest.
    const open = [start];
    for (let node = open.pop(); node !== undefined && !marks.has(goal); node = open.pop()) {
      for (const edge of hiddenEdges[node] ?? []) {
        if (edge === avoided || !leads(edge, node, isBackward)) continue;
        const next = otherEnd(edge, node);
        if (marks.has(next)) continue;
        marks.set(next, edge);
        reached.push(next);
        open.push(next);
      }
    }
    return reached;
  }

  function trace(marks: Marks, from: number): readonly number[] {
    const way: number[] = [];
    for (let node = from, edge = marks.edge(node); edge >= 0; edge = marks.edge(node)) {
      way.push(edge);
      node = otherEnd(edge, node);
    }
    return way;
  }

  /** The edges of a way, from its start to its end. */
  function findWay(avoided: number, from: number, to: number): readonly number[] {
    const before = explore(behind, to, from, avoided, true);
    if (behind.has(from)) return trace(behind, from);
    explore(ahead, from, to, avoided, false);
    let joint = -1;
    let jointEnd = -1;
    for (const node of before) {
      for (const edge of edges[node] ?? []) {
        if (isHidden[edge] === 1 || !leads(edge, node, true) || !ahead.has(otherEnd(edge, node))) continue;
        if (joint >= 0 && (cost[joint] ?? 0) <= (cost[edge] ?? 0)) continue;
        joint = edge;
        jointEnd = node;
      }
    }
    if (joint < 0) return cheapestWay(avoided, from, to);
    return [...trace(ahead, otherEnd(joint, jointEnd)).toReversed(), joint, ...trace(behind, jointEnd)];
  }

  function cheapestWay(avoided: number, from: number, to: number): readonly number[] {
    const queue = createQueue();
    ahead.clear();
    behind.clear();
    ahead.set(from, -1);
    distance[from] = 0;
    for (let node: number | undefined = from; node !== to; node = queue.pop()) {
      if (node === undefined) throw new RangeError('the totals of a table are not its sums');
      // Here `behind` holds the nodes whose distance is final.
      if (behind.has(node)) continue;
      behind.set(node, -1);
      for (const edge of edges[node] ?? []) {
        if (edge === avoided || !leads(edge, node, false)) continue;
        const next = otherEnd(edge, node);
        const there = (distance[node] ?? 0) + (isHidden[edge] === 1 ? 0 : (cost[edge] ?? 0));
        if (behind.has(next) || (ahead.has(next) && (distance[next] ?? 0) <= there)) continue;
        distance[next] = there;
        ahead.set(next, edge);
        queue.push(next, there);
      }
    }
    return trace(ahead, to).toReversed();
  }

  return (avoided, from, to, room) => {
    const moved: number[] = [];
    for (let open = room; open > 0; ) {
      const way = findWay(avoided, from, to);
      let step = open;
      let at = from;
      const grows = way.map((edge) => {
        const isForward = tail[edge] === at;
        at = otherEnd(edge, at);
        if (!isForward) step = Math.min(step, (value[edge] ?? 0) + (flow[edge] ?? 0) - 1);
        return isForward;
      });
      way.forEach((edge, index) => {
        hide(graph, edge);
        flow[edge] = (flow[edge] ?? 0) + (grows[index] === true ? step : -step);
        moved.push(edge);
      });
      open -= step;
    }
    for (const edge of moved) flow[edge] = 0;
  };
}

/** By which edge each node was reached; all forgotten at once. */
interface Marks {
  clear(): void;
  has(node: number): boolean;
  edge(node: number): number;
  set(node: number, edge: number): void;
}

function createMarks(size: number): Marks {
  const by = new Int32Array(size);
  const markedIn = new Int32Array(size);
  let turn = 0;
  return {
    clear() {
      turn += 1;
    },
    has: (node) => markedIn[node] === turn,
    edge: (node) => by[node] ?? -1,
    set(node, edge) {
      by[node] = edge;
      markedIn[node] = turn;
    },
  };
}

/** A binary heap of nodes, the nearest on top. */
function createQueue(): { push(node: number, distance: number): void; pop(): number | undefined } {
  const nodes: number[] = [];
  const distances: number[] = [];
  const at = (index: number) => distances[index] ?? Number.POSITIVE_INFINITY;
  function swap(a: number, b: number): void {
    [nodes[a], nodes[b]] = [nodes[b] ?? 0, nodes[a] ?? 0];
    [distances[a], distances[b]] = [at(b), at(a)];
  }
  return {
    push(node, distance) {
      let index = nodes.push(node) - 1;
      distances.push(distance);
      for (let parent = (index - 1) >> 1; index > 0 && at(parent) > at(index); parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      if (nodes.length === 0) return undefined;
      swap(0, nodes.length - 1);
      const nearest = nodes.pop();
      distances.pop();
      for (let index = 0; ; ) {
        const child = at(2 * index + 2) < at(2 * index + 1) ? 2 * index + 2 : 2 * index + 1;
        if (at(child) >= at(index)) return nearest;
        swap(index, child);
        index = child;
      }
    },
  };
}
