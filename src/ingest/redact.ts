/**
 * Secrets in texts are replaced before anything is stored. Each rule names a shape that is a secret by its form; only
 * assignments (`password=…`) are judged by the word before them, and those cautiously. Sources: the published formats of
 * the issuers (GitHub, AWS, Slack, OpenAI, Anthropic, Google, npm, PyPI, Stripe, GitLab, SendGrid), RFC 7519, RFC 7468.
 */
interface Rule {
  name: string;
  pattern: RegExp;
  /** What stays of a match; the whole match is replaced when absent. */
  replace?: (match: string, ...groups: string[]) => string;
}

const mark = (name: string): string => `[redacted:${name}]`;

const RULES: readonly Rule[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    name: 'url-password',
    pattern: /\b([a-z][a-z0-9+.-]{1,30}:\\?\/\\?\/)([^\s/:@"'<>]*):([^\s/@"'<>]+)@/gi,
    replace: (_, scheme = '', user = '') => `${scheme}${user}:${mark('url-password')}@`,
  },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{40,255})\b/g },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|rt|dt|cbt|ptt|ft)-[A-Za-z0-9_-]{20,}/g },
  { name: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { name: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { name: 'slack-webhook', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9+/]{20,}/g },
  { name: 'stripe-key', pattern: /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{20,}/g },
  { name: 'ai-key', pattern: /\bsk-(?:proj-|ant-|svcacct-|or-)?[A-Za-z0-9_-]{20,}/g },
  { name: 'google-key', pattern: /\bAIza[A-Za-z0-9_-]{35}|\bGOCSPX-[A-Za-z0-9_-]{20,}|\bya29\.[A-Za-z0-9_-]{20,}/g },
  { name: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { name: 'sendgrid-key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { name: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g },
  {
    name: 'authorization',
    pattern: /\b(authorization\s*["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+)([A-Za-z0-9._~+/=-]{8,})/gi,
    replace: (_, head = '') => `${head}${mark('authorization')}`,
  },
  {
    name: 'password',
    // Only literal values: a call, a variable or a placeholder on the right is no secret.
    pattern:
      /((?:password|passwd|pwd|secret|api[_-]?key|[_-]token|access[_-]?key)\\?["']?\s*(?:=|:)\s*)(\\?["'])([^\s"'\\]{6,})(\\?["'])/gi,
    replace: (_, head = '', open = '', value = '', close = '') =>
      /^(?:\$|<|\{|%|\*{3}|\[redacted|\.\.\.|x{4})/i.test(value)
        ? `${head}${open}${value}${close}`
        : `${head}${open}${mark('password')}${close}`,
  },
  {
    name: 'password',
    pattern:
      /((?:password|passwd|pwd|api[_-]?key|access[_-]?token|client[_-]?secret)=)([^\s"'&;,()<>[\]{}$*\\]{6,})(?=$|[\s"'&;,\\])/gi,
    replace: (_, head = '') => `${head}${mark('password')}`,
  },
];

const EMAIL: Rule = {
  name: 'email',
  pattern: /\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}\b/g,
};

/** One cheap look that says whether any rule can match at all: most texts go no further. */
const SUSPICIOUS =
  /:\\?\/\\?\/[^\s/]*@|-----BEGIN|gh[pousr]_|github_pat_|gl[a-z]{2,3}-|A[KSBC][ICA]A|xox|xapp|slack|[sr]k[-_]|whsec|AIza|GOCSPX|ya29|npm_|pypi-|SG\.|eyJ|passw|pwd|secret|token|key|authorization/i;

export interface Redactor {
  /** The text without secrets; `found` is called with the name of the rule for each one removed. */
  (text: string, found: (rule: string) => void): string;
}

export function createRedactor(options: { emails: boolean }): Redactor {
  const rules = options.emails ? [...RULES, EMAIL] : RULES;
  return (text, found) => {
    if (!SUSPICIOUS.test(text) && !(options.emails && text.includes('@'))) return text;
    let result = text;
    for (const rule of rules) {
      result = result.replace(rule.pattern, (match: string, ...groups: unknown[]) => {
        const texts = groups.filter((group): group is string => typeof group === 'string');
        const replaced = rule.replace ? rule.replace(match, ...texts) : mark(rule.name);
        if (replaced !== match) found(rule.name);
        return replaced;
      });
    }
    return result;
  };
}
