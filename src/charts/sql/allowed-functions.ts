/**
 * Functions that a bundle's SQL may call: those that compute from their arguments and nothing else. A list of what is
 * allowed holds against extensions and future versions; a list of what is forbidden does not (query_to_xml, ts_stat and
 * dblink run any SQL that they are given as text).
 */
const GROUPS: Readonly<Record<string, string>> = {
  aggregates:
    'count sum avg min max total group_concat string_agg array_agg bool_and bool_or every stddev stddev_pop stddev_samp variance var_pop var_samp corr covar_pop covar_samp regr_slope regr_intercept regr_r2 regr_count percentile_cont percentile_disc mode median bit_and bit_or any_value json_agg jsonb_agg json_object_agg json_group_array json_group_object',
  windows: 'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping',
  numbers:
    'abs ceil ceiling floor round trunc sign mod power pow sqrt cbrt exp ln log log10 log2 pi sin cos tan asin acos atan atan2 degrees radians greatest least width_bucket div random',
  choices: 'coalesce nullif ifnull iif case if cast num_nonnulls num_nulls nvl likely unlikely',
  text: 'length char_length character_length octet_length lower upper trim ltrim rtrim btrim substr substring replace position strpos instr left right lpad rpad reverse initcap concat concat_ws split_part translate starts_with ascii chr char unicode hex quote printf format typeof to_char to_number regexp_replace regexp_match regexp_matches regexp_count regexp_like regexp_substr md5 repeat glob like overlay',
  times:
    'date time datetime julianday strftime unixepoch timediff date_trunc date_part date_bin extract age now current_date current_timestamp localtimestamp make_date make_time make_timestamp make_interval to_timestamp to_date justify_days justify_hours justify_interval isfinite timezone',
  json: 'json json_extract json_type json_valid json_array json_array_length json_object json_each json_tree jsonb_array_length json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text jsonb_typeof json_typeof to_json to_jsonb json_build_object jsonb_build_object',
  arrays: 'array array_length cardinality array_to_string unnest array_position any all',
};

export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  Object.values(GROUPS).flatMap((names) => names.split(' ')),
);
