using Microsoft.Extensions.Logging.Console;

namespace Suwen.Server.CommandLine;

/// <summary>Logging of a command without a server: warnings and worse, on standard error, so that results stay clean.</summary>
internal static class NodeLogging
{
    public static ILoggerFactory Create() => LoggerFactory.Create(static logging =>
    {
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddSimpleConsole(static o =>
        {
            o.SingleLine = true;
            o.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
