declare module 'parse-prometheus-text-format' {
  interface Parsed {
    name: string;
    help: string;
    type: string;
    metrics: { value: string; labels?: Record<string, string> }[];
  }
  const parse: (text: string) => Parsed[];
  export default parse;
}
