"""The functions of DuckDB that SQL in a bundle may call.

Allow-lists, because the dangerous ones (files, settings, secrets, catalogues, sleeping) grow with each
DuckDB release, and a list of what is forbidden would be wrong on the day of the upgrade.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words(
    """
    ascii bit_length char_length character_length chr concat concat_ws contains damerau_levenshtein editdist3
    ends_with hamming instr jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme length
    length_grapheme len levenshtein lower ltrim mismatches nfc_normalize octet_length ord overlay position prefix
    regexp_escape regexp_extract regexp_full_match regexp_matches regexp_replace replace reverse right
    right_grapheme rtrim split_part starts_with strip_accents strlen strpos substr substring substring_grapheme
    suffix translate trim ucase unicode upper
    """
)

NUMBERS = _words(
    """
    abs acos acosh add asin asinh atan atan2 atanh bit_count cbrt ceil ceiling cos cosh cot degrees divide even exp
    factorial fdiv floor fmod gamma gcd greatest_common_divisor isfinite isinf isnan lcm least_common_multiple
    lgamma ln log log10 log2 mod multiply nextafter pi pow power radians round round_even roundbankers sign signbit
    sin sinh sqrt subtract tan tanh trunc xor
    """
)

TIME = _words(
    """
    age century date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname
    dayofmonth dayofweek dayofyear days_in_month decade epoch epoch_ms epoch_ns epoch_us era hour isodow isoyear
    julian last_day make_date make_time make_timestamp make_timestamp_ms make_timestamp_ns make_timestamptz
    microsecond millennium millisecond minute month monthname nanosecond quarter second strftime strptime
    time_bucket timezone timezone_hour timezone_minute to_centuries to_days to_decades to_hours to_microseconds
    to_millennia to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp to_weeks to_years
    try_strptime week weekday weekofyear year yearweek
    """
)

CHOICE = _words("coalesce constant_or_null greatest if ifnull least nullif typeof")

DIGESTS = _words("base64 bin from_base64 from_hex hash hex md5 md5_number sha1 sha256 to_base64 to_hex unhex")

# Harmless, deterministic, one value in and one value out; nothing that can blow a short row up (repeat, lpad).
EXPRESSION_FUNCTIONS = TEXT | NUMBERS | TIME | CHOICE | DIGESTS

AGGREGATES = _words(
    """
    any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_min arg_min_null
    argmax argmin array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and bool_or corr count count_if count_star
    countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram
    histogram_exact kahan_sum kurtosis kurtosis_pop last list listagg mad max max_by mean median min min_by mode
    product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
    regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop stddev_samp string_agg sum
    sum_no_overflow sumkahan var_pop var_samp variance wavg weighted_avg grouping grouping_id
    """
)

WINDOWS = _words(
    "cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number"
)

NESTED = _words(
    """
    array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains array_cosine_distance
    array_cosine_similarity array_cross_product array_distance array_distinct array_dot_product array_extract
    array_filter array_has array_has_all array_has_any array_indexof array_inner_product array_intersect array_length
    array_pop_back array_pop_front array_position array_prepend array_push_back array_push_front array_reduce
    array_reverse array_reverse_sort array_select array_slice array_sort array_to_json array_to_string
    array_transform array_unique array_value array_where array_zip cardinality element_at flatten from_json
    from_json_strict generate_series generate_subscripts json json_array json_array_length json_contains json_exists
    json_extract json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object
    json_keys json_merge_patch json_object json_quote json_structure json_transform json_transform_strict json_type
    json_valid json_value list_aggr list_aggregate list_any_value list_append list_apply list_avg list_bool_and
    list_bool_or list_cat list_concat list_contains list_count list_distinct list_element list_extract list_filter
    list_first list_has list_has_all list_has_any list_histogram list_indexof list_intersect list_last list_max
    list_median list_min list_mode list_pack list_position list_prepend list_product list_reduce list_reverse
    list_reverse_sort list_select list_slice list_sort list_string_agg list_sum list_transform list_unique
    list_value list_where list_zip map map_concat map_contains map_contains_entry map_contains_value map_entries
    map_extract map_extract_value map_from_entries map_keys map_values range regexp_extract_all
    regexp_split_to_array row row_to_json str_split str_split_regex string_split string_split_regex string_to_array
    struct_concat struct_contains struct_extract struct_extract_at struct_has struct_indexof struct_insert
    struct_keys struct_pack struct_position struct_update struct_values to_json union_extract union_tag union_value
    unnest unpivot_list columns
    """
)

# Allowed in a SELECT only: what reads the clock or dice, and what may grow a value.
LOOSE = _words(
    """
    bar current_date current_localtime current_localtimestamp equi_width_bins format format_bytes gen_random_uuid
    get_current_timestamp lpad now printf random repeat rpad today transaction_timestamp url_decode url_encode uuid
    uuidv4 uuidv7
    """
)

SELECT_FUNCTIONS = EXPRESSION_FUNCTIONS | AGGREGATES | WINDOWS | NESTED | LOOSE

# What sqlglot makes of syntax, where no name is written before a parenthesis that we could look up.
EXPRESSION_SYNTAX = _words(
    """
    And Case Cast Ceil Chr Coalesce Collate Extract Floor If Or Overlay Pow RegexpILike RegexpLike StrPosition
    Substring Trim TryCast Xor
    """
)
SELECT_SYNTAX = EXPRESSION_SYNTAX | _words(
    """
    Abs AnyValue ApproxQuantile ArgMax ArgMin Array Columns CurrentDate CurrentTime CurrentTimestamp Exists
    GroupConcat JSONExtract JSONExtractScalar JSONObject Localtime Localtimestamp Map Max Min PercentileCont
    PercentileDisc Quantile Struct ToMap Unnest
    """
)

# Functions that stand in FROM and make rows out of their arguments alone.
TABLE_FUNCTIONS = frozenset({"generate_series", "range", "unnest"})

# Functions whose value is yes or no, for row filters.
YES_OR_NO = _words("contains ends_with isfinite isinf isnan prefix regexp_full_match regexp_matches starts_with suffix")
