using Suwen.Analysis;
using Suwen.Storage;

namespace Suwen.Scenarios.Running;

/// <summary>Failures of a pack's statements in words for whoever runs the pack.</summary>
internal static class PackFailure
{
    /// <summary>What a result's failure says; null for what is no failure of the result.</summary>
    public static string? Of(Exception e, string file) => e switch
    {
        WarehouseException { Fault: not WarehouseFault.Platform } w => Sentence(w, file),
        OperatorException o => o.Message + " " + o.WhatToDo,
        FormatException f => f.Message,
        _ => null,
    };

    /// <summary>The engine's message; where memory ran out, which statement needs it and what to set.</summary>
    /// <param name="e">What the engine said.</param>
    /// <param name="where">The file of the statement, or the pack.</param>
    public static string Sentence(WarehouseException e, string where) =>
        e.Fault == WarehouseFault.Limit && e.Message.StartsWith("Out of Memory", StringComparison.Ordinal)
            ? $"{where} needs more memory than the warehouse may hold: raise warehouseMemoryMegabytes in suwen.json (768 where it is not set), or split the model into smaller ones that are stored."
            : e.Message.ReplaceLineEndings(" ");
}
