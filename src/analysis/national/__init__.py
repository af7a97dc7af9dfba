"""Many counties in one call, from folders or Parquet, on one machine or on a cluster. 全省全国批量评估。"""
