using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Suwen.Storage;

namespace Suwen.Scenarios.Models;

/// <summary>Finds in a model what one engine only knows or what the engines understand differently, and what would make a result depend on the moment of its run.</summary>
internal static class Portability
{
    private static readonly FrozenDictionary<string, string> Hints = Make(
        ("now current_date current_time current_timestamp get_current_timestamp localtime localtimestamp today", "Write {{as_of}}: a result depends on the day of the run and on no clock."),
        ("date_diff datediff date_sub datesub", "Write {{datediff(day, from, to)}}."),
        ("date_add", "Write {{dateadd(day, n, time)}}."),
        ("datetrunc", "Write {{date_trunc(month, time)}}."),
        ("last_day", "Write {{last_day(time)}}."),
        ("year quarter month week day dayofmonth dayofweek dayofyear weekday weekofyear isodow isoyear hour minute second yearweek decade century millennium era epoch epoch_ms epoch_us datepart", "Write extract(year from time), with the part that you need."),
        ("strftime strptime try_strptime to_char to_date to_timestamp monthname dayname", "Leave the form to the view: give a date or a timestamp."),
        ("median quantile approx_quantile quantile_disc", "Write percentile_cont(0.5) within group (order by x)."),
        ("arg_max arg_min argmax argmin max_by min_by arg_max_null arg_min_null first last arbitrary any_value", "Write (array_agg(x order by y desc))[1], or row_number() over (…) in a WITH."),
        ("string_agg group_concat listagg", "Write {{string_agg(x, ', ', order by y)}}."),
        ("regexp_matches regexp_match regexp_full_match regexp_extract regexp_extract_all regexp_like regexp_count regexp_substr ~ !~ ~* !~*", "Write {{regexp_like(x, pattern)}}."),
        ("//", "Write {{int_div(a, b)}}."),
        ("ifnull nvl", "Write coalesce(a, b)."),
        ("if iif", "Write case when … then … else … end."),
        ("count_if countif", "Write count(case when … then 1 end)."),
        ("try_cast", "Write {{safe_cast(x, type)}}."),
        ("contains", "Write strpos(x, part) > 0."),
        ("prefix", "Write starts_with(x, part)."),
        ("suffix ends_with", "Write right(x, 2) = part, with the length of the part."),
        ("instr", "Write strpos(x, part)."),
        ("ucase lcase len", "Write upper, lower or length."),
        ("round_even age date_bin time_bucket justify_days justify_hours justify_interval julian hash typeof pg_typeof product histogram favg fsum kahan_sum sumkahan kurtosis kurtosis_pop skewness entropy mad sem geomean geometric_mean approx_count_distinct reservoir_quantile sum_no_overflow fdiv gamma add subtract multiply divide unicode xor isodow jaccard hamming jaro_similarity jaro_winkler_similarity damerau_levenshtein levenshtein editdist3 strip_accents nfc_normalize bit_count even factorial", "The engines do not share it; compute it from functions that both have, or in a step with an operator."),
        ("list_value list_pack list_extract list_element list_contains list_has list_position list_sort list_reverse_sort list_distinct list_unique list_transform list_filter list_reduce list_sum list_avg list_min list_max list_count list_concat list_cat list_slice list_aggregate list_any_value list_append list_prepend list_reverse list_zip list_has_any list_has_all list_intersect list array_apply array_filter array_transform flatten array_extract array_slice array_contains array_has array_sort array_distinct array_concat array_reverse struct_extract struct_pack struct_concat map map_extract map_keys map_values map_entries element_at map_from_entries map_contains union_extract union_tag string_split str_split", "The engines do not share lists and structures; use rows and joins."));

    public static void Check(string sql, Action<int, string, string> fault)
    {
        using var json = SelectSyntax.Parse(sql);
        if (json.RootElement.TryGetProperty("error", out var error) && error.GetBoolean())
        {
            return;
        }

        Walk(json.RootElement.GetProperty("statements"), Encoding.UTF8.GetBytes(sql), fault);
    }

    private static void Walk(JsonElement element, byte[] text, Action<int, string, string> fault)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, text, fault);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("class", out var kind))
            {
                CheckExpression(element, kind.GetString()!, text, fault);
            }

            foreach (var property in element.EnumerateObject())
            {
                if (property.Name != "cast_type")
                {
                    Walk(property.Value, text, fault);
                }
            }
        }
    }

    private static void CheckExpression(JsonElement element, string kind, byte[] text, Action<int, string, string> fault)
    {
        var name = kind switch
        {
            "FUNCTION" => element.GetProperty("function_name").GetString()!,
            "CAST" when element.TryGetProperty("try_cast", out var tries) && tries.GetBoolean() => "try_cast",
            "COLUMN_REF" when element.GetProperty("column_names") is { } names && names.GetArrayLength() == 1 && names[0].GetString() is "current_date" or "current_timestamp" or "current_time" or "localtime" or "localtimestamp" => "current_date",
            _ => "",
        };
        if (name.Length == 0 || !Hints.TryGetValue(name, out var hint) || IsOfMacro(name, element))
        {
            return;
        }

        var location = element.TryGetProperty("query_location", out var at) && at.TryGetInt64(out var offset) && offset >= 0 && offset <= text.Length ? (int)offset : 0;
        fault(1 + text.AsSpan(0, location).Count((byte)'\n'), $"{name} does not mean the same on every engine, or depends on the clock.", hint);
    }

    /// <summary>Macros make some of these forms themselves, for the engine that knows them: they stand in what is checked for that engine and not in the author's text.</summary>
    private static bool IsOfMacro(string name, JsonElement element) => name is "add" or "subtract" or "multiply" or "divide" && element.TryGetProperty("is_operator", out var isOperator) && isOperator.GetBoolean();

    private static FrozenDictionary<string, string> Make(params ReadOnlySpan<(string Names, string Hint)> lines)
    {
        var hints = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (names, hint) in lines)
        {
            foreach (var name in names.Split(' '))
            {
                hints[name] = hint;
            }
        }

        return hints.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
