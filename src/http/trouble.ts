import { messageOf } from '../errors.ts';

interface Trouble {
  /** One line for a person. */
  text: string;
  hint?: string;
  /** Whether another attempt may help. */
  again: boolean;
}

const TLS =
  /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_|ERR_TLS|UNABLE_TO_GET_ISSUER)/;

/** What went wrong below HTTP, in words, and whether it is worth trying again. */
export function describeTrouble(thrown: unknown): Trouble {
  const code = codeOf(thrown);
  if ((thrown as Error).name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) {
    return { text: 'no answer in time', again: true };
  }
  if (code === 'ECONNREFUSED') return { text: 'nothing listens there (connection refused)', again: true };
  if (code === 'ENOTFOUND') {
    return { text: 'the host name is not known', hint: 'Check the host in the address.', again: false };
  }
  if (code === 'EAI_AGAIN') return { text: 'the host name could not be looked up', again: true };
  if (TLS.test(code)) {
    return {
      text: `the certificate is not trusted (${code})`,
      hint: 'Name the file with your CA certificate in the environment (ca_file) or in SUPERSET_CA_FILE.',
      again: false,
    };
  }
  if (code === 'EPROTO' || /wrong version number/i.test(messageOf(thrown))) {
    return { text: 'the server does not speak TLS there', hint: 'Try http:// in place of https://.', again: false };
  }
  if (
    ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'].includes(code)
  ) {
    return { text: 'the connection broke off', again: true };
  }
  if (['EHOSTUNREACH', 'ENETUNREACH'].includes(code)) return { text: `no way to the host (${code})`, again: true };
  if (/terminated|other side closed|aborted/i.test(messageOf(thrown))) {
    return { text: 'the answer broke off', again: true };
  }
  return { text: messageOf(thrown), again: false };
}

function codeOf(thrown: unknown): string {
  for (let each = thrown; each instanceof Error; each = each.cause) {
    const code = (each as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
    if (each instanceof AggregateError && each.errors.length > 0) return codeOf(each.errors[0]);
  }
  return '';
}
