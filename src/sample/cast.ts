/** Who and what the sample is about: an invented company. Names are invented, addresses end in example.com. */

export interface SampleTeam {
  slug: string;
  name: string;
  description: string;
  repository: string;
  people: readonly string[];
}

export const ORGANIZATION = { name: 'Harbor Lights Software', tier: 'team' as const };

export const TEAMS: readonly SampleTeam[] = [
  {
    slug: 'platform',
    name: 'Platform',
    description: 'Runtime, data stores and everything the other teams stand on',
    repository: 'harbor-lights/ledger-api',
    people: ['Mira Okafor', 'Jonas Lindqvist', 'Priya Raman', 'Tomasz Wolski', 'Ines Carvalho', 'Dmitri Aalto'],
  },
  {
    slug: 'payments',
    name: 'Payments',
    description: 'Invoices, ledgers and payouts',
    repository: 'harbor-lights/ledger-api',
    people: ['Sofia Brandt', 'Kwame Mensah', 'Lea Fontaine', 'Hiro Tanabe', 'Nadia Rahal', 'Oscar Nystrom'],
  },
  {
    slug: 'data',
    name: 'Data',
    description: 'Pipelines and reports',
    repository: 'harbor-lights/insight-pipeline',
    people: ['Aisha Bello', 'Victor Hollander', 'Yuki Moriya', 'Carla Mendez', 'Elias Berg', 'Rosa Keller'],
  },
  {
    slug: 'web',
    name: 'Web',
    description: 'What customers see',
    repository: 'harbor-lights/storefront-web',
    people: ['Noah Dubois', 'Freya Jansen', 'Samir Haddad', 'Lucia Ferri', 'Ben Achterberg'],
  },
  {
    slug: 'research',
    name: 'Research',
    description: 'Trying things before others need them; too few people for figures of their own',
    repository: 'harbor-lights/insight-pipeline',
    people: ['Greta Sorensen', 'Ravi Chandran', 'Maja Kovac'],
  },
];

export const userName = (fullName: string): string => fullName.toLowerCase().replaceAll(' ', '.');

export interface SampleRepository {
  name: string;
  /** Pull requests opened on an ordinary weekday. */
  pullRequests: number;
  files: readonly string[];
  functions: readonly string[];
  tests: readonly string[];
  firstPullRequest: number;
}

export const REPOSITORIES: readonly SampleRepository[] = [
  {
    name: 'harbor-lights/ledger-api',
    pullRequests: 4,
    firstPullRequest: 1204,
    files: [
      'src/ledger/posting.py',
      'src/ledger/balance.py',
      'src/api/routes/invoices.py',
      'src/api/routes/payouts.py',
      'src/api/middleware/auth.py',
      'src/payments/settlement.py',
      'src/payments/webhooks.py',
      'src/db/session.py',
      'src/db/queries.py',
      'src/jobs/reconcile.py',
    ],
    functions: ['post_entry', 'settle_batch', 'load_invoice', 'verify_webhook', 'reconcile_day'],
    tests: [
      'tests/ledger/test_posting.py::test_post_entry_balances',
      'tests/ledger/test_balance.py::test_balance_of_empty_account',
      'tests/api/test_invoices.py::test_create_invoice_rejects_negative',
      'tests/api/test_payouts.py::test_payout_is_idempotent',
      'tests/payments/test_settlement.py::test_settle_batch_retries',
      'tests/payments/test_webhooks.py::test_signature_mismatch',
      'tests/db/test_queries.py::test_search_escapes_input',
      'tests/e2e/test_checkout.py::test_checkout_to_payout',
    ],
  },
  {
    name: 'harbor-lights/insight-pipeline',
    pullRequests: 3,
    firstPullRequest: 618,
    files: [
      'src/ingest/chunk_reader.py',
      'src/ingest/schema.py',
      'src/transform/aggregate.py',
      'src/transform/categorize.py',
      'src/report/serialize.py',
      'src/report/render.py',
      'src/storage/temp_store.py',
      'src/model/features.py',
    ],
    functions: ['read_chunks', 'aggregate_daily', 'categorize_rows', 'serialize_report', 'build_features'],
    tests: [
      'tests/ingest/test_chunk_reader.py::test_reads_file_larger_than_memory',
      'tests/ingest/test_schema.py::test_missing_column',
      'tests/transform/test_aggregate.py::test_empty_group',
      'tests/transform/test_categorize.py::test_unknown_label',
      'tests/report/test_serialize.py::test_float64_is_serializable',
      'tests/storage/test_temp_store.py::test_temp_files_are_removed',
      'tests/model/test_features.py::test_feature_bounds',
    ],
  },
  {
    name: 'harbor-lights/storefront-web',
    pullRequests: 3,
    firstPullRequest: 2087,
    files: [
      'app/cart/cart-store.ts',
      'app/cart/totals.ts',
      'app/checkout/address-form.tsx',
      'app/checkout/payment-step.tsx',
      'app/search/query-builder.ts',
      'app/search/results-list.tsx',
      'app/api/client.ts',
      'app/upload/photo-upload.ts',
    ],
    functions: ['computeTotals', 'renderResults', 'submitOrder', 'uploadPhoto', 'fetchWithRetry'],
    tests: [
      'app/cart/cart-store.test.ts > adds an item twice',
      'app/cart/totals.test.ts > rounds half to even',
      'app/checkout/address-form.test.tsx > refuses an empty street',
      'app/checkout/payment-step.test.tsx > shows the error of the bank',
      'app/search/query-builder.test.ts > escapes quotes',
      'app/api/client.test.ts > gives up after three attempts',
      'e2e/checkout.spec.ts > guest checkout',
    ],
  },
];

/** The two models that write code, and how often each is used. */
export const MODELS = [
  { model: 'quill-large-2', provider: 'northstar', weight: 0.62, seconds: 7.5 },
  { model: 'kestrel-mini-1', provider: 'lumen', weight: 0.38, seconds: 2.4 },
] as const;

export const ISSUE_TYPES: Readonly<Record<string, string>> = {
  bounds_checking: 'missing_bounds_check',
  specific_exceptions: 'bare_except',
  structured_logging: 'print_statement',
  temp_file_handling: 'resource_leak',
  numpy_json_serialization: 'unserializable_type',
  large_file_processing: 'unbounded_memory',
  metadata_categorization: 'inconsistent_labels',
  input_validation: 'unvalidated_input',
  retry_with_backoff: 'retry_storm',
  sql_parameterization: 'sql_injection',
  connection_pooling: 'connection_leak',
};
