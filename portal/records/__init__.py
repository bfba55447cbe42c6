"""What every record needs: rights, transitions, audit, frozen versions, references, registries, jobs."""
