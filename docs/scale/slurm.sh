#!/bin/sh
# A city on a Slurm cluster: sbatch slurm.sh WORKSPACE. Eight tasks on a shared file system, each one part of the villages;
# afterwards: sbatch --dependency=afterok:JOBID --array=0 slurm.sh WORKSPACE merge
#SBATCH --job-name=duoan
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=02:00:00
set -eu
workspace=${1:?the folder with duoan.yaml}
if [ "${2:-build}" = merge ]; then
    duoan manifest merge "$workspace"/out/manifest-*-of-*.json
else
    duoan build "$workspace" --shard auto --jobs "${SLURM_CPUS_PER_TASK:-1}"
fi
