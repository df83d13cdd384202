import { Area, AreaChart, Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

/** One step of the chart: its name, and a count for each series. */
export interface ChartStep {
  readonly name: string;
  readonly counts: readonly number[];
}

/** Colours that differ in lightness too, each with a pattern of its own for whoever sees no colours. */
const LOOKS = [
  { colour: '#a8f0b8', pattern: '' },
  { colour: '#ff6b7d', pattern: 'M0,8 l8,-8 M-2,2 l4,-4 M6,10 l4,-4' },
  { colour: '#ffc53d', pattern: 'M0,4 h8' },
  { colour: '#7fb0ff', pattern: 'M4,0 v8' },
  { colour: '#e0b3ff', pattern: 'M0,0 l8,8 M-2,6 l4,4 M6,-2 l4,4' },
  { colour: '#8fe6e0', pattern: 'M4,2 a2,2 0 1 0 0.01,0' },
  { colour: '#d9dde2', pattern: 'M0,4 h8 M4,0 v8' },
] as const;
/** More bars than these would be hairlines. */
const MOST_BARS = 100;

/** How many series can be told apart. */
export const MOST_SERIES = LOOKS.length;

/** Counts by steps, stacked; the arrow keys go from step to step. The same figures stand in the table below it. */
export function FiguresChart(props: {
  readonly title: string;
  /** Their names, each with the number of its look, which stays the same whatever else is there. */
  readonly series: readonly { readonly name: string; readonly look: number }[];
  readonly steps: readonly ChartStep[];
  readonly number: (count: number) => string;
}) {
  const { number, series, steps, title } = props;
  const Chart = steps.length > MOST_BARS ? AreaChart : BarChart;
  return (
    <figure className="figures-chart" aria-label={title}>
      <svg className="figures-patterns" width="0" height="0" aria-hidden="true">
        <defs>
          {LOOKS.map(({ colour, pattern }, index) => (
            <pattern key={colour} id={`figures-${index}`} width="8" height="8" patternUnits="userSpaceOnUse">
              <rect width="8" height="8" fill={colour} />
              <path d={pattern} fill="none" stroke="#101418" strokeWidth="1.6" />
            </pattern>
          ))}
        </defs>
      </svg>
      <ResponsiveContainer>
        <Chart data={steps} accessibilityLayer title={title} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid stroke="#3a444e" vertical={false} />
          <XAxis dataKey="name" stroke="#c3ccd5" tick={{ fill: '#c3ccd5', fontSize: 15 }} minTickGap={16} />
          <YAxis allowDecimals={false} stroke="#c3ccd5" tick={{ fill: '#c3ccd5', fontSize: 15 }} tickFormatter={number} width="auto" />
          <Tooltip
            contentStyle={{ background: '#101418', border: '2px solid #c3ccd5', borderRadius: 8 }}
            itemStyle={{ color: '#f6f8fa' }}
            labelStyle={{ color: '#f6f8fa', fontWeight: 700 }}
            cursor={{ fill: '#ffffff1a', stroke: '#7cc4ff' }}
            isAnimationActive={false}
            formatter={(count) => number(Number(count))}
          />
          {series.length > 1 && <Legend itemSorter={null} formatter={(name: string) => <span className="figures-legend">{name}</span>} />}
          {series.map(({ look: chosen, name }, index) => {
            const look = {
              dataKey: ({ counts }: ChartStep) => counts[index] ?? 0,
              name,
              stackId: 'counts',
              fill: `url(#figures-${chosen % LOOKS.length})`,
              isAnimationActive: false,
            };
            return steps.length > MOST_BARS ? (
              <Area key={name} {...look} type="step" stroke={LOOKS[chosen % LOOKS.length]?.colour ?? ''} fillOpacity={1} />
            ) : (
              <Bar key={name} {...look} stroke="#101418" maxBarSize={80} />
            );
          })}
        </Chart>
      </ResponsiveContainer>
    </figure>
  );
}
