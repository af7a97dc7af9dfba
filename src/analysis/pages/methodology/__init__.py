"""The page that says what each number means. 方法说明页。"""
