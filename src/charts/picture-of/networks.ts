import { maximum } from '../post/aggregates.ts';
import type { Picture } from '../picture.ts';
import { numberField, textField } from '../query/form-fields.ts';
import type { Option } from './axes.ts';
import {
  categoryText,
  columnCells,
  firstAnswer,
  firstMetric,
  isEmpty,
  metricFormat,
  numberOrNull,
  oneOf,
  labelOf,
} from './support.ts';
import type { BuildPicture, PictureInput } from './types.ts';

interface Link {
  source: string;
  target: string;
  value: number;
  sourceCategory?: string;
  targetCategory?: string;
}

function linksOf(input: PictureInput): Link[] {
  const answer = firstAnswer(input);
  const texts = (key: string): string[] | undefined => {
    const label = labelOf(input, key);
    return label === undefined
      ? undefined
      : columnCells(answer.flat, label).map((cell) => categoryText(cell, answer.kinds.get(label)));
  };
  const [sources, targets] = [texts('source') ?? [], texts('target') ?? []];
  const [from, to] = [texts('source_category'), texts('target_category')];
  const values = columnCells(answer.flat, firstMetric(input.form));
  return sources.map((source, at) => ({
    source,
    target: targets[at] ?? '',
    value: numberOrNull(values[at]) ?? 0,
    ...(from?.[at] === undefined ? {} : { sourceCategory: from[at] }),
    ...(to?.[at] === undefined ? {} : { targetCategory: to[at] }),
  }));
}

const formatsOf = (input: PictureInput): { value: string } => ({
  value: metricFormat(input, firstMetric(input.form), 'number_format'),
});

/**
 * A Sankey flows one way: a link that would close a circle leads to a second node of the same name, told apart by a mark
 * that is not shown.
 */
function withoutCircles(links: readonly Link[]): Link[] {
  const next = new Map<string, Set<string>>();
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set<string>();
    const stack = [from];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node === to) return true;
      if (seen.has(node)) continue;
      seen.add(node);
      stack.push(...(next.get(node) ?? []));
    }
    return false;
  };
  return links.map((link) => {
    const target = reaches(link.target, link.source) ? `${link.target}\u200b` : link.target;
    next.set(link.source, (next.get(link.source) ?? new Set<string>()).add(target));
    return { ...link, target };
  });
}

export const sankeyPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const links = withoutCircles(linksOf(input));
  const names = [...new Set(links.flatMap(({ source, target }) => [source, target]))];
  return {
    type: 'chart',
    vizType: 'sankey_v2',
    option: { series: [{ type: 'sankey', data: names.map((name) => ({ name })), links, nodeAlign: 'left' }] },
    formats: formatsOf(input),
    filterColumns: ['source', 'target'].flatMap((key) => labelOf(input, key) ?? []),
  };
};

export const graphPicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const links = linksOf(input);
  const nodes = new Map<string, { value: number; category: string | undefined }>();
  for (const link of links) {
    for (const [name, category] of [
      [link.source, link.sourceCategory],
      [link.target, link.targetCategory],
    ] as const) {
      const node = nodes.get(name) ?? { value: 0, category };
      nodes.set(name, { value: node.value + link.value, category: node.category ?? category });
    }
  }
  const most = Math.max(maximum([...nodes.values()].map(({ value }) => value)) ?? 1, 1);
  const widest = Math.max(maximum(links.map(({ value }) => value)) ?? 1, 1);
  const size = numberField(form, 'baseNodeSize') ?? 20;
  const width = numberField(form, 'baseEdgeWidth') ?? 3;
  const categories = [...new Set([...nodes.values()].map(({ category }) => category ?? 'default'))];
  const layout = textField(form, 'layout') === 'circular' ? 'circular' : 'force';
  return {
    type: 'chart',
    vizType: 'graph_chart',
    option: {
      series: [
        {
          type: 'graph',
          layout,
          ...(layout === 'circular' ? { circular: { rotateLabel: true } } : {}),
          force: {
            repulsion: numberField(form, 'repulsion') ?? 1000,
            edgeLength: numberField(form, 'edgeLength') ?? 400,
            gravity: numberField(form, 'gravity') ?? 0.3,
            friction: numberField(form, 'friction') ?? 0.2,
          },
          roam: form.roam !== false,
          draggable: Boolean(form.draggable),
          edgeSymbol: (textField(form, 'edgeSymbol') ?? 'none,arrow').split(','),
          data: [...nodes].map(([name, { value, category }]) => ({
            name,
            value,
            category: category ?? 'default',
            symbolSize: Math.max(6, size * Math.sqrt(value / most)),
          })),
          links: links.map(({ source, target, value }) => ({
            source,
            target,
            value,
            lineStyle: { width: Math.max(1, (width * value) / widest) },
          })),
          categories: categories.map((name) => ({ name })),
        },
      ],
      legend: { show: categories.length > 1 && form.show_legend !== false },
    },
    formats: formatsOf(input),
    filterColumns: ['source', 'target'].flatMap((key) => labelOf(input, key) ?? []),
  };
};

interface TreeNode extends Option {
  name: string;
  value: number | null;
  children: TreeNode[];
}

export const treePicture: BuildPicture = (input): Picture => {
  if (isEmpty(input)) return { type: 'empty' };
  const { form } = input;
  const answer = firstAnswer(input);
  const cells = (key: string): string[] =>
    columnCells(answer.flat, labelOf(input, key) ?? '').map((cell) => (cell === null ? '' : String(cell)));
  const [ids, parents, names] = [
    cells('id'),
    cells('parent'),
    cells(labelOf(input, 'name') === undefined ? 'id' : 'name'),
  ];
  const values = columnCells(answer.flat, firstMetric(form));
  const nodes = new Map(
    ids.map((id, at): [string, TreeNode] => [
      id,
      { name: names[at] ?? id, value: numberOrNull(values[at]), children: [] },
    ]),
  );
  const root =
    nodes.get(String((form.root_node_id ?? '') as string)) ??
    nodes.get(ids.find((_id, at) => !nodes.has(parents[at] ?? '')) ?? '');
  if (root === undefined) return { type: 'empty' };
  const above = new Map(ids.map((id, at) => [id, parents[at] ?? '']));
  for (const [id, node] of nodes) {
    const parent = nodes.get(above.get(id) ?? '');
    // A circle of parents has no root: whoever would be its own ancestor is left out.
    if (parent !== undefined && node !== root && !isAncestor(above, id)) parent.children.push(node);
  }
  return {
    type: 'chart',
    vizType: 'tree_chart',
    option: {
      series: [
        {
          type: 'tree',
          data: [root],
          layout: textField(form, 'layout') === 'radial' ? 'radial' : 'orthogonal',
          orient: oneOf({ LR: 'LR', RL: 'RL', TB: 'TB', BT: 'BT' }, form.orient, 'LR'),
          symbol: textField(form, 'symbol') ?? 'emptyCircle',
          symbolSize: numberField(form, 'symbolSize') ?? 7,
          roam: Boolean(form.roam),
          initialTreeDepth: -1,
        },
      ],
    },
    formats: formatsOf(input),
  };
};

/** Whether `id` is met again on the way up from it. */
function isAncestor(above: ReadonlyMap<string, string>, id: string): boolean {
  const seen = new Set<string>();
  for (let at = above.get(id); at !== undefined && !seen.has(at); at = above.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}
