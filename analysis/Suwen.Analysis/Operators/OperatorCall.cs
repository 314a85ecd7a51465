using Suwen.Storage;

namespace Suwen.Analysis;

/// <summary>One run of an operator: what it is given, and where it puts what it finds.</summary>
public sealed class OperatorCall
{
    private readonly Dictionary<string, object?> values;
    private readonly IReadOnlyDictionary<string, IOperatorTable> inputs;

    private OperatorCall(OperatorDescription description, Dictionary<string, object?> values, IReadOnlyDictionary<string, IOperatorTable> inputs, IOperatorSink sink)
    {
        Description = description;
        this.values = values;
        this.inputs = inputs;
        Sink = sink;
    }

    public OperatorDescription Description { get; }

    /// <summary>Where results go.</summary>
    public IOperatorSink Sink { get; }

    /// <summary>A model to apply, for operators that take one.</summary>
    public OperatorModel? Model { get; init; }

    /// <summary>The folder from which paths in parameters begin; null where parameters may not name files, as in requests over the network and in packs.</summary>
    public string? LocalFolder { get; init; }

    /// <summary>The main table.</summary>
    public IOperatorTable Input => inputs.GetValueOrDefault("") ?? throw OperatorException.BadParameters("There is no input.", "Name a table, with --in FILE.csv on the command line.");

    /// <summary>A further table; null where none was given.</summary>
    public IOperatorTable? Table(string name) => inputs.GetValueOrDefault(name);

    /// <summary>The value of a parameter, or its default.</summary>
    public T Get<T>(OperatorParameter<T> parameter) => (T)values[parameter.Name]!;

    /// <summary>True when the caller gave a value.</summary>
    public bool IsGiven(OperatorParameter parameter) => values.ContainsKey("\0" + parameter.Name);

    /// <summary>Something the reader of the result should know, such as rows left out.</summary>
    public void Note(string zh, string en) => Sink.Note(new Words(zh, en));

    /// <summary>The result in a sentence as a paper would have it.</summary>
    public void Sentence(string zh, string en) => Sink.Sentence(new Words(zh, en));

    /// <summary>Writes a whole small table.</summary>
    public Task WriteAsync(ResultTable table, CancellationToken cancellationToken) => table.WriteToAsync(Sink, cancellationToken);

    /// <summary>Checks parameters and inputs against the description; every fault at once.</summary>
    /// <param name="description">The operator.</param>
    /// <param name="settings">Values by parameter name, as text.</param>
    /// <param name="inputs">Tables by name; the main one is named "".</param>
    /// <param name="sink">Where results go.</param>
    /// <param name="model">A model to apply.</param>
    /// <param name="localFolder">Where paths in parameters begin; null where they may not name files.</param>
    /// <exception cref="OperatorException">A parameter is unknown, missing or wrong, or a table or column is missing.</exception>
    public static OperatorCall Create(
        OperatorDescription description, IEnumerable<KeyValuePair<string, string>> settings, IReadOnlyDictionary<string, IOperatorTable> inputs, IOperatorSink sink, OperatorModel? model = null, string? localFolder = null)
    {
        var faults = new List<string>();
        var hints = new List<string>();
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var parameter in description.Parameters)
        {
            values[parameter.Name] = parameter.Default;
        }

        foreach (var (word, text) in settings)
        {
            if (ParameterWords.Find(description, word) is not { } parameter)
            {
                faults.Add($"{description.Name} has no parameter {word}.");
                hints.Add($"{Similar.Question(word, description.Parameters.Select(static p => p.Name))}Its parameters are: {string.Join(", ", description.Parameters.Select(static p => p.Name))}.");
                continue;
            }

            var name = parameter.Name;
            if (name != word && values.ContainsKey("\0" + name))
            {
                faults.Add($"{word} is another word for {name}, which is given too.");
                hints.Add("Give one of them.");
                continue;
            }

            try
            {
                values[name] = parameter.Read(text.Trim());
                values["\0" + name] = true;
                CheckColumns(parameter, values[name], inputs, faults, hints);
            }
            catch (OperatorException e)
            {
                faults.Add(e.Message);
                hints.Add(e.WhatToDo);
            }
        }

        foreach (var parameter in description.Parameters.Where(p => p.IsRequired && (!values.ContainsKey("\0" + p.Name) || values[p.Name] is "" or IReadOnlyList<string> { Count: 0 })))
        {
            faults.Add($"The parameter {parameter.Name} is missing.");
            hints.Add($"{parameter.Name}: {parameter.Summary.En}.");
        }

        CheckTables(description, inputs, model, faults, hints);
        return faults.Count == 0
            ? new OperatorCall(description, values, inputs, sink) { Model = model, LocalFolder = localFolder }
            : throw OperatorException.BadParameters(string.Join(" ", faults), string.Join(" ", hints.Distinct()));
    }

    private static void CheckTables(OperatorDescription description, IReadOnlyDictionary<string, IOperatorTable> inputs, OperatorModel? model, List<string> faults, List<string> hints)
    {
        if (!description.NeedsNoInput && !inputs.ContainsKey(""))
        {
            faults.Add("There is no input.");
            hints.Add("Name a table, with --in FILE.csv on the command line.");
        }

        foreach (var input in description.Inputs.Where(i => i.IsRequired && !inputs.ContainsKey(i.Name)))
        {
            faults.Add($"The table {input.Name} is missing.");
            hints.Add($"{input.Name}: {input.Summary.En}; name it with --in {input.Name}=FILE.csv on the command line.");
        }

        foreach (var name in inputs.Keys.Where(n => n.Length > 0 && description.Inputs.All(i => i.Name != n)))
        {
            faults.Add($"{description.Name} reads no table {name}.");
            hints.Add(description.Inputs.Count == 0 ? "It reads one table." : $"Beside its main table it reads: {string.Join(", ", description.Inputs.Select(static i => i.Name))}.");
        }

        if (description.TakesModel && model is null)
        {
            faults.Add("There is no model to apply.");
            hints.Add("Name one, with --model FILE on the command line.");
        }
    }

    private static void CheckColumns(OperatorParameter parameter, object? value, IReadOnlyDictionary<string, IOperatorTable> inputs, List<string> faults, List<string> hints)
    {
        if (!parameter.IsColumn || !inputs.TryGetValue("", out var table))
        {
            return;
        }

        var named = value switch { string one when one.Length > 0 => [one], IReadOnlyList<string> many => many, _ => [] };
        foreach (var column in named.Where(c => table.Columns.All(t => t.Name != c)))
        {
            faults.Add($"The parameter {parameter.Name} names the column \"{column}\", which {table.Name} does not have.");
            hints.Add($"{Similar.Question(column, table.Columns.Select(static c => c.Name))}Its columns are: {string.Join(", ", table.Columns.Select(static c => c.Name).Take(50))}.");
        }
    }
}

/// <summary>A table that can be read from its start as often as a method needs.</summary>
public interface IOperatorTable
{
    /// <summary>Its name in messages: of a file, a query or a result.</summary>
    string Name { get; }

    IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Streams rows with the named columns in the order named. A batch is valid until the next is asked for.</summary>
    IAsyncEnumerable<ColumnBatch> ReadAsync(IReadOnlyList<string> columns, CancellationToken cancellationToken);
}

/// <summary>Takes what an operator finds: tables in batches, notes, a sentence, a model.</summary>
public interface IOperatorSink
{
    /// <summary>Begins an output of the operator's description; once per name.</summary>
    Task BeginAsync(string output, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken);

    /// <summary>Adds rows to an output that was begun; the batch may be used again afterwards. A NaN in it is a fault of the operator.</summary>
    Task WriteAsync(string output, ColumnBatch rows, CancellationToken cancellationToken);

    void Note(Words note);

    void Sentence(Words sentence);

    /// <summary>Keeps a fitted model.</summary>
    void Keep(OperatorModel model);
}
