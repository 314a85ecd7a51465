using System.Collections.Frozen;

namespace Suwen.Storage;

/// <summary>
/// The functions that SQL of users and restricted readers may call: those that compute from their arguments only. Whatever
/// reads files, settings, the environment, the catalogue or other statements is absent, on either engine.
/// </summary>
internal static class SqlFunctions
{
    /// <summary>Functions whose second argument is a length: a large one would fill the memory.</summary>
    public static readonly FrozenSet<string> Padding = Names("repeat lpad rpad");

    public static readonly FrozenSet<string> Table = Names("generate_series range unnest");

    public static readonly FrozenSet<string> Scalar = Names(
        """
        + - * / // % ^ ** || & | << >> @ ! = <> < > <= >= ~~ !~~ ~~* !~~* ~~~ ~ !~ ~* !~* -> ->>
        like_escape not_like_escape ilike_escape not_ilike_escape similar_escape regexp_full_match
        abs acos asin atan atan2 cbrt ceil ceiling cos cot degrees div exp fdiv floor gamma gcd greatest least lcm ln log log10 log2 mod
        pi pow power radians round round_even sign sin sinh cosh tanh sqrt tan trunc isnan isfinite isinf even factorial bit_count xor
        add subtract multiply divide
        ascii bit_length char_length character_length chr concat concat_ws contains ends_with suffix prefix initcap lcase left length
        lower ltrim md5 sha256 sha1 octet_length strlen position reverse right rtrim split_part starts_with ^@ string_split str_split string_to_array
        strip_accents strpos instr substr substring translate trim btrim ucase unicode upper replace overlay
        regexp_extract regexp_extract_all regexp_matches regexp_match regexp_replace regexp_split_to_array regexp_like regexp_count regexp_substr
        levenshtein damerau_levenshtein hamming jaccard jaro_similarity jaro_winkler_similarity editdist3
        to_char to_number to_date to_timestamp hex unhex encode decode base64 to_base64 from_base64 quote_literal quote_ident nfc_normalize
        age century date_add date_diff datediff date_part datepart date_sub datesub date_trunc datetrunc day dayname dayofmonth dayofweek dayofyear
        decade epoch epoch_ms epoch_us era hour isodow isoyear last_day make_date make_time make_timestamp make_timestamptz millennium
        minute month monthname quarter second strftime strptime try_strptime time_bucket timezone week weekday weekofyear year yearweek
        date_bin now current_date current_time current_timestamp get_current_timestamp localtime localtimestamp today
        to_days to_hours to_minutes to_months to_seconds to_weeks to_years to_milliseconds to_microseconds make_interval justify_days justify_hours justify_interval
        microsecond millisecond julian date timestamp time
        coalesce ifnull nullif if iif try_cast nvl typeof pg_typeof constant_or_null hash
        row list_value list_pack list_extract list_element list_contains list_has list_position list_sort list_reverse_sort list_distinct list_unique
        list_transform list_filter list_reduce list_sum list_avg list_min list_max list_count list_concat list_cat list_slice list_aggregate list_any_value
        list_append list_prepend list_reverse list_zip list_has_any list_has_all list_intersect array_apply array_filter array_transform flatten len
        array_length array_extract array_slice array_contains array_has array_position array_sort array_distinct array_to_string array_append array_prepend
        array_cat array_concat array_reverse cardinality struct_extract struct_pack struct_concat map map_extract map_keys map_values map_entries element_at
        map_from_entries map_contains union_extract union_tag row_to_json unnest
        json json_extract json_extract_string json_extract_path json_extract_path_text json_value json_array_length json_type json_valid json_exists
        json_object json_array json_build_object json_build_array json_keys json_object_keys json_contains json_quote json_structure json_transform from_json to_json
        json_typeof jsonb_extract_path jsonb_extract_path_text jsonb_array_length jsonb_typeof array_to_json
        any_value approx_count_distinct approx_quantile arbitrary arg_max arg_max_null arg_min arg_min_null argmax argmin array_agg avg bit_and bit_or bit_xor
        bool_and bool_or every corr count count_star count_if countif covar_pop covar_samp entropy favg first fsum geomean geometric_mean group_concat histogram
        json_agg json_object_agg json_group_array json_group_object kurtosis kurtosis_pop kahan_sum last list listagg mad max max_by mean median min min_by mode percentile_cont
        percentile_disc product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx
        regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop stddev_samp string_agg sum sum_no_overflow sumkahan var_pop var_samp variance
        grouping grouping_id
        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
        """);

    private static FrozenSet<string> Names(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
