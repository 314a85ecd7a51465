namespace Suwen.Server;

internal static class ProductVersion
{
    /// <summary>The version of this build, without build metadata.</summary>
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
