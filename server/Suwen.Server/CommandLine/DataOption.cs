using System.CommandLine;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>--data DIR</c>, before or after the command.</summary>
internal static class DataOption
{
    public const string DefaultFolder = "data";

    public static Option<DirectoryInfo> Create() => new("--data")
    {
        Recursive = true,
        Description = "The data folder.",
        HelpName = "DIR",
        DefaultValueFactory = static _ => new DirectoryInfo(DefaultFolder),
    };

    public static DataFolder FolderOf(ParseResult parsed, Option<DirectoryInfo> option) => new(parsed.GetRequiredValue(option).FullName);
}
