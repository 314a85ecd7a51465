using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>How a folder of a simulation is laid out, and how far it has come.</summary>
/// <remarks>
/// <code>
/// region.json            what it was made from, and which months are complete
/// suwen.json             the sources' names, to be put into a data folder
/// ledger.csv             what each source sent, by channel and kind
/// sources/SOURCE/…       what the institutions send: the only part that a platform may see
/// attachments/SOURCE/…   files for which the platform has no door yet: images, variants, access logs
/// answers/answers.jsonl  the planted truths, a line each
/// answers/notes/*.jsonl  private spans and facts, a line a note
/// </code>
/// </remarks>
public sealed class RegionFolder
{
    /// <summary>Name of the mapping of all tables in its folder.</summary>
    public const string MappingFile = "mapping.yaml";

    private const string OfIdentity = "{\"kind\":\"duplicate-identity\"";
    private const string OfRegistration = "{\"kind\":\"" + AnswerText.RegisteredKind + "\"";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private RegionFolder(string root) => Root = root;

    public string Root { get; }
    public string Sources => Path.Combine(Root, "sources");
    internal string Attachments => Path.Combine(Root, "attachments");
    public string AnswersOfMonths => Path.Combine(Root, "answers", "months");
    public string AnswersOfNotes => Path.Combine(Root, "answers", "notes");
    public string Answers => Path.Combine(Root, "answers", "answers.jsonl");
    public string Ledger => Path.Combine(Root, "ledger.csv");
    private string State => Path.Combine(Root, "region.json");
    private string SourceNames => Path.Combine(Root, "suwen.json");
    private string LedgerOf(DateOnly month) => Path.Combine(AnswersOfMonths, Name(month) + ".ledger.csv");

    /// <summary>Opens a new or empty folder, or one with an unfinished run of the same options, which is cleared of its unfinished month.</summary>
    /// <exception cref="SimulationException">The folder holds something else.</exception>
    public static RegionFolder Open(string path, SimulationOptions options)
    {
        var folder = new RegionFolder(Path.GetFullPath(path));
        if (File.Exists(folder.Root))
        {
            throw new SimulationException(folder.Root, "There is a file where the folder is to be made.", "Name a folder that is not there yet, or an empty one.");
        }

        Directory.CreateDirectory(folder.Root);
        if (File.Exists(folder.State))
        {
            folder.CheckSame(options);
            if (folder.Read().IsComplete)
            {
                // Nothing is left to do but what a run that was broken off at its very end left behind.
                if (Directory.Exists(folder.AnswersOfMonths)) Directory.Delete(folder.AnswersOfMonths, recursive: true);
                return folder;
            }

            folder.RemoveUnfinished();
        }
        else if (Directory.EnumerateFileSystemEntries(folder.Root).Any())
        {
            throw new SimulationException(folder.Root, "The folder is not empty.", "Name another folder with --out, or empty this one; nothing in it was touched.");
        }
        else
        {
            folder.Write(new RegionState(RegionState.CurrentFormat, true, options, [], IsComplete: false));
        }

        Directory.CreateDirectory(folder.AnswersOfMonths);
        Directory.CreateDirectory(folder.AnswersOfNotes);
        Directory.CreateDirectory(folder.Sources);
        return folder;
    }

    /// <summary>Opens a folder that a simulation was written to.</summary>
    public static (RegionFolder Folder, RegionState State) OpenExisting(string path)
    {
        var folder = new RegionFolder(Path.GetFullPath(path));
        return File.Exists(folder.State)
            ? (folder, folder.Read())
            : throw new SimulationException(folder.Root, "There is no simulated region in this folder.", "Name the folder that was given to suwen simulate --out.");
    }

    public RegionState Read()
    {
        try
        {
            return JsonSerializer.Deserialize<RegionState>(File.ReadAllBytes(State), Json)
                ?? throw new JsonException("The file is empty.");
        }
        catch (JsonException e)
        {
            throw new SimulationException(State, "What the folder was made from cannot be read: " + e.Message, "Remove the folder and simulate again.", inner: e);
        }
    }

    /// <summary>Notes a month as complete; from now on a run leaves it out.</summary>
    internal void Complete(DateOnly month, RegionLedger ledger)
    {
        File.WriteAllText(LedgerOf(month), ledger.ToCsv());
        var state = Read();
        Write(state with { Months = [.. state.Months, Name(month)] });
    }

    /// <summary>Puts the months together: one ledger, one file of answers.</summary>
    internal void Finish(IEnumerable<DateOnly> months, IReadOnlyList<Answer> planned)
    {
        var ledger = new RegionLedger();
        var identities = new HashSet<string>(StringComparer.Ordinal);
        var registered = RegisteredIn(months);
        using (var answers = new StreamWriter(Answers + ".part", append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        {
            answers.Write(Encoding.UTF8.GetString(AnswerText.Lines(planned)));
            foreach (var month in months)
            {
                ledger.Add(RegionLedger.Read(LedgerOf(month)));
                foreach (var line in File.ReadLines(AnswersOf(month)))
                {
                    // Visits know nothing of each other: a slip of the registration is told at each visit where it shows, in the same words.
                    if (line.StartsWith(OfRegistration, StringComparison.Ordinal)) continue;
                    var isIdentity = line.StartsWith(OfIdentity, StringComparison.Ordinal);
                    if (isIdentity && !identities.Add(line)) continue;
                    answers.Write(isIdentity ? AnswerText.WithOtherNumber(line, registered) : line);
                    answers.Write('\n');
                }
            }
        }

        File.Move(Answers + ".part", Answers, overwrite: true);
        File.WriteAllText(Ledger, ledger.ToCsv());
        Write(Read() with { IsComplete = true });
        Directory.Delete(AnswersOfMonths, recursive: true);
    }

    /// <summary>The numbers that were given to visits, of those who may have more than one.</summary>
    private HashSet<(string Source, string Number)> RegisteredIn(IEnumerable<DateOnly> months)
    {
        var registered = new HashSet<(string Source, string Number)>();
        foreach (var month in months)
        {
            foreach (var line in File.ReadLines(AnswersOf(month)))
            {
                if (line.StartsWith(OfRegistration, StringComparison.Ordinal)) registered.Add(AnswerText.PlaceOf(line));
            }
        }

        return registered;
    }

    /// <summary>Where the files of a channel go.</summary>
    internal string PathOf(FeedChannel channel) => Path.Combine(channel.IsLoadable ? Sources : Attachments, channel.Source, channel.Name);

    internal string AnswersOf(DateOnly month) => Path.Combine(AnswersOfMonths, Name(month) + ".jsonl");

    internal string NoteAnswersOf(DateOnly month) => Path.Combine(AnswersOfNotes, Name(month) + ".jsonl");

    internal void WriteSourceNames(World world) => File.WriteAllText(SourceNames, SourceSettingsText(world.Institutions));

    /// <summary>The settings that name the sources and say that everybody in them is invented.</summary>
    public static string SourceSettingsText(InstitutionList institutions)
    {
        var sources = institutions.All.ToDictionary(i => i.Source, i => new { name = i.Name, isSynthetic = true, kind = KindOf(i), hl7Senders = FeedList.Hl7SenderOf(i) is { } sender ? new[] { sender } : null });
        return JsonSerializer.Serialize(new { sources }, Json) + "\n";
    }

    private static string KindOf(Institution institution) => institution.Kind switch
    {
        InstitutionKind.GeneralHospital or InstitutionKind.TraditionalHospital => "hospital",
        InstitutionKind.MaternalHospital => "maternal-child",
        InstitutionKind.CommunityCentre => "clinic",
        InstitutionKind.DiseaseControl => "cdc",
        InstitutionKind.DevicePlatform => "device",
        _ => JsonNamingPolicy.KebabCaseLower.ConvertName(institution.Kind.ToString()),
    };

    internal static string Name(DateOnly month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private void CheckSame(SimulationOptions options)
    {
        var state = Read();
        if (state.Format != RegionState.CurrentFormat || state.Options != options)
        {
            throw new SimulationException(
                Root,
                $"The folder holds another simulation ({state.Options.Residents.ToString(CultureInfo.InvariantCulture)} residents, seed {state.Options.Seed.ToString(CultureInfo.InvariantCulture)}, {state.Options.RegionCode}, {state.Options.From:yyyy-MM-dd} to {state.Options.To:yyyy-MM-dd}, notes {state.Options.Notes}).",
                "Give the same options to go on with it, or name another folder with --out.");
        }
    }

    private void RemoveUnfinished()
    {
        foreach (var directory in (string[])[Sources, Attachments])
        {
            if (!Directory.Exists(directory)) continue;
            foreach (var file in Directory.EnumerateFiles(directory, "*" + FolderOutput.Unfinished, SearchOption.AllDirectories).ToList())
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Whole or not at all: a reader never sees half a state.</summary>
    private void Write(RegionState state)
    {
        var bytes = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(state, Json) + "\n");
        using (var file = new FileStream(State + ".part", FileMode.Create))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(State + ".part", State, overwrite: true);
    }
}

/// <summary>What region.json holds.</summary>
/// <param name="Synthetic">Always true: everybody in it is invented.</param>
/// <param name="Months">The months that are complete, such as 2024-01.</param>
public sealed record RegionState(int Format, bool Synthetic, SimulationOptions Options, IReadOnlyList<string> Months, bool IsComplete)
{
    public const int CurrentFormat = 1;
}
