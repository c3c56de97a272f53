import type { McpServer, ToolCallback } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { Failure } from '../../errors.ts';
import { readMoment } from '../../util/read-moment.ts';
import { wireError } from '../chart-replies.ts';

interface ReadTool<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  description: string;
  input: Input;
  output: Output;
  /** `text` says the same as `data` for readers that see no structured content. */
  answer: (given: z.output<Input>) => Promise<{ data: z.output<Output>; text: string }>;
}

/** Registers a tool that only reads. What goes wrong is an answer of the tool that says what to do, not a protocol error. */
export function readTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  server: McpServer,
  { name, title, description, input, output, answer }: ReadTool<Input, Output>,
): void {
  const config = {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  };
  const call = async (given: z.output<Input>) => {
    try {
      const { data, text } = await answer(given);
      return { content: [{ type: 'text' as const, text }], structuredContent: data as Record<string, unknown> };
    } catch (thrown) {
      const { code, message, hint } = wireError(thrown);
      return { isError: true, content: [{ type: 'text' as const, text: `${message} [${code}]. ${hint}` }] };
    }
  };
  // The callback's type is computed from the schema, which is not known here.
  server.registerTool<Output, Input>(name, config, call as unknown as ToolCallback<Input>);
}

/** @throws Failure INPUT_INVALID */
export function timeOf(name: string, text: string | undefined, now: Date): Date | undefined {
  if (text === undefined) return undefined;
  const time = readMoment(text, now);
  if (time) return time;
  throw new Failure('INPUT_INVALID', `${name} is no time: ${text.slice(0, 50)}`, {
    hint: 'Write 2026-01-31, an ISO 8601 time, or a length before now such as 30d or 12w.',
  });
}

/** Cells as lines for a reader without structured content: tabs between, long texts cut. */
export function linesOf(columns: readonly string[], rows: readonly object[]): string {
  const cell = (value: unknown): string => {
    if (value === null || value === undefined) return '–';
    const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ');
    return text.length > 120 ? `${text.slice(0, 119)}…` : text;
  };
  return [
    columns.join('\t'),
    ...rows.map((row) => columns.map((name) => cell((row as Record<string, unknown>)[name])).join('\t')),
  ].join('\n');
}
