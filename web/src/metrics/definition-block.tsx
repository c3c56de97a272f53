import type { ReactNode } from 'react';
import type { MetricCard } from './metric-card.ts';
import { targetText } from './value.ts';

/** What a metric means, and how it is made. */
export function DefinitionBlock({ definition }: { definition: MetricCard['definition'] }) {
  const facts: [string, ReactNode][] = [
    ['Definition', definition.definition],
    ['Formula', <code key="formula">{definition.formula}</code>],
    ['Interval', definition.method],
    [
      'Target',
      definition.target
        ? `${targetText(definition.target, definition.unit)}${definition.targetFrom ? `, from ${definition.targetFrom}` : ''}`
        : 'none',
    ],
    ['Verdict from', `${definition.minimumSample} ${definition.sampleUnit} on`],
    ['Looks at', `${definition.days} days`],
    ['Read from', <code key="sources">{definition.sources.join(', ')}</code>],
    ['Version', String(definition.version)],
  ];
  if (definition.departs) facts.push(['Departs', definition.departs]);
  return (
    <section className="block">
      <h2>What it means</h2>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
