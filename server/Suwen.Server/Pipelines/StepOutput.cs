using System.Text;

namespace Suwen.Server.Pipelines;

/// <summary>Takes what a step writes, line by line, for the log. Long lines are cut and endless output ends, so that a log stays small.</summary>
internal sealed class StepOutput(bool isError, List<(bool IsError, string Text)> lines) : TextWriter
{
    private const int MaxLine = 1000;
    private const int MaxLines = 2000;

    private readonly StringBuilder line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        if (value == '\n')
        {
            End();
        }
        else if (value != '\r' && line.Length < MaxLine)
        {
            line.Append(value);
        }
    }

    /// <summary>Ends a line that has no line break.</summary>
    public void End()
    {
        lock (lines)
        {
            if (line.Length > 0 && lines.Count < MaxLines)
            {
                lines.Add((isError, line.ToString()));
            }
        }

        line.Clear();
    }
}
