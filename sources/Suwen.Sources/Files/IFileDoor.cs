using Suwen.Storage.Landing;

namespace Suwen.Sources.Files;

/// <summary>Lands files of one format. What it lands is parsed by the <see cref="Governance.Gate.ISource"/> of the entries' format.</summary>
public interface IFileDoor
{
    /// <summary>The name given with <c>--as</c>: <c>hl7v2</c>, <c>fhir</c>, <c>table</c>, <c>omop</c>.</summary>
    string Kind { get; }

    /// <summary>True when the file looks like this format, judged by its name and first bytes (up to 64 KiB).</summary>
    bool Recognises(string path, ReadOnlySpan<byte> head);

    /// <summary>
    /// Lands the file in entries of bounded size, cut at record boundaries; memory does not grow with the file. Landing the same
    /// file again lands its bytes again, and the gate finds that nothing changed.
    /// </summary>
    /// <returns>What was landed, with the reason when the file or its rest was refused: expected bad input is not an exception.</returns>
    Task<FileOutcome> LandAsync(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, CancellationToken cancellationToken);
}

/// <summary>A file to land.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Source">The sending system's name.</param>
/// <param name="MappingPath">Path of the mapping file for tables; null to look for <c>NAME.mapping.yaml</c>, then <c>mapping.yaml</c> beside the file.</param>
public sealed record FileToLand(string Path, string Source, string? MappingPath);

/// <summary>What became of a file.</summary>
/// <param name="Entries">Landing entries made.</param>
/// <param name="Bytes">Bytes landed.</param>
/// <param name="Refusal">Null when the whole file landed.</param>
public sealed record FileOutcome(long Entries, long Bytes, FileRefusal? Refusal)
{
    /// <summary>What the caller should know although the file landed: columns that are not loaded.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Why a file, or its rest, was not landed.</summary>
/// <param name="Where">Line, byte, sheet or zip entry.</param>
/// <param name="What">What is wrong.</param>
/// <param name="WhatToDo">What the caller can do about it.</param>
public sealed record FileRefusal(string Where, string What, string WhatToDo);
