using System.Text;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>How the grouping of a case ended.</summary>
internal enum DrgStatus : byte
{
    /// <summary>In a DRG.</summary>
    Grouped,

    /// <summary>In a group for surgery unrelated to the main diagnosis (??QY).</summary>
    Ambiguous,

    /// <summary>No group takes it.</summary>
    Ungroupable,

    /// <summary>What it says of itself does not allow grouping.</summary>
    Invalid,
}

/// <summary>Why a case ended so, and what was left out of account. The names of <see cref="DrgReasons"/> are stable. At most 64.</summary>
internal enum DrgReason : byte
{
    MissingSex,
    InvalidSex,
    MissingAge,
    InvalidAge,
    MissingAgeDays,
    AgeConflict,
    MissingBirthWeight,
    InvalidBirthWeight,
    MissingMainDiagnosis,
    UnknownMainDiagnosis,
    RetiredMainDiagnosis,
    IncompleteMainDiagnosis,
    UnmappedMainDiagnosis,
    OtherEditionMainDiagnosis,
    DaggerMainDiagnosis,
    AsteriskMainDiagnosis,
    MorphologyMainDiagnosis,
    ExternalCauseMainDiagnosis,
    UnknownMainProcedure,
    RetiredMainProcedure,
    IncompleteMainProcedure,
    UnmappedMainProcedure,
    OtherEditionMainProcedure,
    MixedCodeEditions,
    SexConflict,
    NoCategory,
    NoGroup,
    NoSplit,
    UnrelatedSurgery,
    UnknownSecondaryDiagnosis,
    RetiredSecondaryDiagnosis,
    IncompleteSecondaryDiagnosis,
    UnmappedSecondaryDiagnosis,
    OtherEditionSecondaryDiagnosis,
    DaggerSecondaryDiagnosis,
    AsteriskSecondaryDiagnosis,
    MorphologySecondaryDiagnosis,
    UnknownOtherProcedure,
    RetiredOtherProcedure,
    IncompleteOtherProcedure,
    UnmappedOtherProcedure,
    OtherEditionOtherProcedure,
}

/// <summary>Stable names and words of reasons.</summary>
internal static class DrgReasons
{
    private static readonly (DrgReason Reason, string Name, string Zh, string En)[] Words =
    [
        (DrgReason.MissingSex, "missing_sex", "缺少性别", "sex is missing"),
        (DrgReason.InvalidSex, "invalid_sex", "性别应为1(男)或2(女)", "sex is neither 1 (male) nor 2 (female)"),
        (DrgReason.MissingAge, "missing_age", "缺少年龄", "age is missing"),
        (DrgReason.InvalidAge, "invalid_age", "年龄不可能", "age is impossible"),
        (DrgReason.MissingAgeDays, "missing_age_days", "不满1岁缺少日龄", "under one year of age, but the age in days is missing"),
        (DrgReason.AgeConflict, "age_conflict", "年龄与日龄或主要诊断矛盾", "age contradicts the age in days or the main diagnosis"),
        (DrgReason.MissingBirthWeight, "missing_birth_weight", "新生儿(≤28天)缺少出生体重", "newborn (28 days or less) without birth weight"),
        (DrgReason.InvalidBirthWeight, "invalid_birth_weight", "出生体重不可能(100–9999克)", "birth weight is impossible (100 to 9999 g)"),
        (DrgReason.MissingMainDiagnosis, "missing_main_diagnosis", "缺少主要诊断", "the main diagnosis is missing"),
        (DrgReason.UnknownMainDiagnosis, "unknown_main_diagnosis", "主要诊断编码不存在", "the main diagnosis is no known code"),
        (DrgReason.RetiredMainDiagnosis, "retired_main_diagnosis", "主要诊断编码已停用", "the main diagnosis is a retired code"),
        (DrgReason.IncompleteMainDiagnosis, "incomplete_main_diagnosis", "主要诊断为类目或亚目,不是可用编码", "the main diagnosis is a category, not a code for use"),
        (DrgReason.UnmappedMainDiagnosis, "unmapped_main_diagnosis", "主要诊断的国临编码无医保编码对应", "the main diagnosis has no counterpart in the insurance edition"),
        (DrgReason.OtherEditionMainDiagnosis, "other_edition_main_diagnosis", "主要诊断为国临编码,未作映射", "the main diagnosis is of the clinical edition and was not mapped"),
        (DrgReason.DaggerMainDiagnosis, "dagger_main_diagnosis", "剑号编码未与星号编码成对", "a dagger code as main diagnosis without its asterisk code"),
        (DrgReason.AsteriskMainDiagnosis, "asterisk_main_diagnosis", "星号编码不得作主要诊断", "an asterisk code cannot be the main diagnosis"),
        (DrgReason.MorphologyMainDiagnosis, "morphology_main_diagnosis", "形态学编码不得作主要诊断", "a morphology code cannot be the main diagnosis"),
        (DrgReason.ExternalCauseMainDiagnosis, "external_cause_main_diagnosis", "损伤中毒外因编码(V–Y)不得作主要诊断", "an external cause (V–Y) cannot be the main diagnosis"),
        (DrgReason.UnknownMainProcedure, "unknown_main_procedure", "主要手术操作编码不存在", "the main procedure is no known code"),
        (DrgReason.RetiredMainProcedure, "retired_main_procedure", "主要手术操作编码已停用", "the main procedure is a retired code"),
        (DrgReason.IncompleteMainProcedure, "incomplete_main_procedure", "主要手术操作为类目或细目,不是可用编码", "the main procedure is a category, not a code for use"),
        (DrgReason.UnmappedMainProcedure, "unmapped_main_procedure", "主要手术操作的国临编码无医保编码对应", "the main procedure has no counterpart in the insurance edition"),
        (DrgReason.OtherEditionMainProcedure, "other_edition_main_procedure", "主要手术操作为国临编码,未作映射", "the main procedure is of the clinical edition and was not mapped"),
        (DrgReason.MixedCodeEditions, "mixed_code_editions", "同一病例混用国临与医保编码", "codes that only the clinical edition has beside codes that only the insurance edition has"),
        (DrgReason.SexConflict, "sex_conflict", "主要诊断与性别矛盾", "the main diagnosis contradicts the sex"),
        (DrgReason.NoCategory, "no_mdc", "主要诊断不在任何MDC的主诊断表内(如灰码)", "no MDC has the main diagnosis in its list (a code too coarse, for example)"),
        (DrgReason.NoGroup, "no_adrg", "已入MDC,但不符合其任何ADRG", "in an MDC, but none of its ADRGs takes the case"),
        (DrgReason.NoSplit, "no_drg", "已入ADRG,但不符合其任何DRG", "in an ADRG, but none of its DRGs takes the case"),
        (DrgReason.UnrelatedSurgery, "unrelated_surgery", "手术与主要诊断无关(歧义组QY)", "surgery unrelated to the main diagnosis (QY group)"),
        (DrgReason.UnknownSecondaryDiagnosis, "unknown_secondary_diagnosis", "其他诊断有不存在的编码,未计入", "a secondary diagnosis is no known code and was left out"),
        (DrgReason.RetiredSecondaryDiagnosis, "retired_secondary_diagnosis", "其他诊断有已停用编码,未计入", "a secondary diagnosis is a retired code and was left out"),
        (DrgReason.IncompleteSecondaryDiagnosis, "incomplete_secondary_diagnosis", "其他诊断有类目或亚目,未计入", "a secondary diagnosis is a category and was left out"),
        (DrgReason.UnmappedSecondaryDiagnosis, "unmapped_secondary_diagnosis", "其他诊断有无对应医保编码者,未计入", "a secondary diagnosis has no counterpart in the insurance edition and was left out"),
        (DrgReason.OtherEditionSecondaryDiagnosis, "other_edition_secondary_diagnosis", "其他诊断有未映射的国临编码,未计入", "a secondary diagnosis of the clinical edition was not mapped and left out"),
        (DrgReason.DaggerSecondaryDiagnosis, "dagger_secondary_diagnosis", "其他诊断有未成对的剑号编码,未计入", "a secondary dagger code without its asterisk code was left out"),
        (DrgReason.AsteriskSecondaryDiagnosis, "asterisk_secondary_diagnosis", "其他诊断有单独的星号编码,未计入", "a secondary asterisk code by itself was left out"),
        (DrgReason.MorphologySecondaryDiagnosis, "morphology_secondary_diagnosis", "其他诊断有形态学编码,未计入", "a morphology code among the diagnoses was left out"),
        (DrgReason.UnknownOtherProcedure, "unknown_other_procedure", "其他手术操作有不存在的编码,未计入", "a further procedure is no known code and was left out"),
        (DrgReason.RetiredOtherProcedure, "retired_other_procedure", "其他手术操作有已停用编码,未计入", "a further procedure is a retired code and was left out"),
        (DrgReason.IncompleteOtherProcedure, "incomplete_other_procedure", "其他手术操作有类目或细目,未计入", "a further procedure is a category and was left out"),
        (DrgReason.UnmappedOtherProcedure, "unmapped_other_procedure", "其他手术操作有无对应医保编码者,未计入", "a further procedure has no counterpart in the insurance edition and was left out"),
        (DrgReason.OtherEditionOtherProcedure, "other_edition_other_procedure", "其他手术操作有未映射的国临编码,未计入", "a further procedure of the clinical edition was not mapped and left out"),
    ];

    private static readonly byte[][] Texts = Array.ConvertAll(Words, static w => Encoding.UTF8.GetBytes($"{w.Name}: {w.Zh} / {w.En}"));

    /// <summary>Stable name of a reason.</summary>
    public static string Name(DrgReason reason) => Words[(int)reason].Name;

    /// <summary>The reason of a name; null when there is none.</summary>
    public static DrgReason? Find(string name)
    {
        var at = Array.FindIndex(Words, w => w.Name == name);
        return at < 0 ? null : Words[at].Reason;
    }

    /// <summary>Every reason as <c>name: 中文 / English</c>.</summary>
    public static IEnumerable<(string Name, string Zh, string En)> All => Words.Select(static w => (w.Name, w.Zh, w.En));

    /// <summary>Name and words of a reason, as UTF-8.</summary>
    public static ReadOnlySpan<byte> Text(DrgReason reason) => Texts[(int)reason];
}
